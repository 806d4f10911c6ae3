/**
 * A leaf, and the only package that starts programs: bounded in time and output, nothing left
 * behind.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
