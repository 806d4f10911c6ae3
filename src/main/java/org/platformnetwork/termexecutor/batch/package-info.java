/**
 * What is known of every batch: live state, results, and the log of its events.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>A {@code Batch} that has ended ignores every change; {@code finish} appends {@code
 *       batch_complete} and {@code stream_closed} exactly once.
 *   <li>Memory holds only the {@code TaskState.Summary} of a task that has ended; outputs are read
 *       by {@code Batch.result}, one task at a time. A change of a batch writes what changed and
 *       nothing whose size grows with the batch.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "store", "task", "web"})
package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
