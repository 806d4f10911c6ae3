/**
 * Reading batches: REST answers, reports for CI, and events as they happen.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>A WebSocket send that runs into Tomcat's timeout closes the socket within a frame: no close
 *       code can follow. With and without logs, a batch's sequence is numbered differently; both
 *       come out the same for everyone at any time.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "batch :: log",
            "concurrent",
            "consensus",
            "store",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
