/** Brings a repository at exactly one commit, with no history after it. */
@NullMarked
@ApplicationModule(allowedDependencies = {"process"})
package org.platformnetwork.termexecutor.git;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
