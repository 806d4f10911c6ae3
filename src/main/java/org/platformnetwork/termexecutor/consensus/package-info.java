/**
 * Counts the votes of validators: for an archive until enough agree, and to cancel its batch.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>What happens after a commit may be lost by a crash. A batch that a vote's transaction ended
 *       ({@code VoteTable.end}) is shown by {@code Batch.refresh}, else by {@code
 *       ConsensusManager.findEnded}.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "batch", "hotkey", "store", "task"})
package org.platformnetwork.termexecutor.consensus;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
