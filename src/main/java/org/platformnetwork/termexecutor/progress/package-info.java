/** Reading batches: REST answers, reports for CI, and events as they happen. */
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
