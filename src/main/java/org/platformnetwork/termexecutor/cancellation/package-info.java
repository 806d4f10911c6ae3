/**
 * Ends a batch, or one of its tasks, before its time: by votes of validators ({@code DELETE}), or
 * by the operator on the machine itself.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "auth",
            "batch",
            "consensus",
            "execution",
            "hotkey",
            "progress",
            "sandbox",
            "store",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.cancellation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
