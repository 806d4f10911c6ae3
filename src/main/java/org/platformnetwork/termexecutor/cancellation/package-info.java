/** DELETE: ends a batch, or one of its tasks, before its time, by votes of validators. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "auth",
            "batch",
            "consensus",
            "execution",
            "hotkey",
            "progress",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.cancellation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
