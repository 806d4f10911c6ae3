/**
 * Attempts that run on other machines: a coordinator, its workers, and Temporal between them. A
 * service that does everything loads nothing of it but its settings.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Workflows run on the coordinator's own task queue and workers run activities only: a worker
 *       that dies with a workflow's sticky queue would delay its result. A workflow gives an
 *       attempt to one worker; what follows a loss is decided by {@code AttemptSettlement}.
 *   <li>What goes through Temporal is encrypted and small; archives, output and large results go
 *       between worker and coordinator ({@code fleet.channel}).
 *   <li>A change of what they send each other is another {@code TaskQueues.PROTOCOL}, and one of
 *       {@code AttemptWorkflow} also fails attempts that run during an upgrade.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "batch :: log",
            "concurrent",
            "file",
            "pipeline",
            "sandbox",
            "store",
            "task",
            "web"
        })
package org.platformnetwork.termexecutor.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
