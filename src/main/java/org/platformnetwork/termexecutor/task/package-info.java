/** Reads the task directories and the agent code of an extracted archive. */
@NullMarked
@ApplicationModule(allowedDependencies = {"evidence :: harness"})
package org.platformnetwork.termexecutor.task;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
