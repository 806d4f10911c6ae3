/**
 * One attempt at one task, from the clone to the verdict: {@code AttemptRunner} is its entrance.
 * Knows no queue and no vote, nor what follows an attempt.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Sandboxes on one tree follow one another: close the agent's before another opens on what it
 *       left; two overlays must not share an upper directory.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "concurrent",
            "evidence",
            "evidence :: harness",
            "evidence :: report",
            "file",
            "process",
            "sandbox",
            "store",
            "task"
        })
package org.platformnetwork.termexecutor.pipeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
