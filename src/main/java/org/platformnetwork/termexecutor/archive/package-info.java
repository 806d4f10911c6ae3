/** A leaf: reads hostile zip and tar.gz uploads within limits. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.archive;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
