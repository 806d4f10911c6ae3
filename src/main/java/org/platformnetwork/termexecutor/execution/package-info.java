/**
 * The queue of batches: which batch runs, its tasks side by side, and what becomes of each attempt.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"batch", "concurrent", "pipeline", "sandbox", "store", "task"})
package org.platformnetwork.termexecutor.execution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
