/**
 * The queue of batches: which batch runs, its tasks side by side, and what becomes of each attempt.
 * {@code AttemptRunner} runs an attempt; {@code AttemptSettlement}, which knows no sandbox,
 * decides.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>{@code Executor.proceed} and {@code BatchExecution.advance} find what a crash left undone,
 *       and do it. An execution's id ends with its admission, and only the task's last admission
 *       may change it.
 *   <li>How many tasks run is decided by {@code TaskSlots}, which looks at the machine: a test that
 *       needs more than four side by side ({@code ActiveProcessorCount} of the tests) may wait for
 *       ever.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"batch", "concurrent", "pipeline", "sandbox", "store", "task"})
package org.platformnetwork.termexecutor.execution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
