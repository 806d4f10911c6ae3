/** Reads hostile zip and tar.gz uploads within limits, and keeps those that were voted for. */
@NullMarked
@ApplicationModule(allowedDependencies = {"file", "store"})
package org.platformnetwork.termexecutor.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
