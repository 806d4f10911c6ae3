/** One attempt at one task, from the clone to the verdict. Knows no queue and no vote. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "concurrent",
            "evidence",
            "evidence :: harness",
            "evidence :: report",
            "process",
            "sandbox",
            "store",
            "task"
        })
package org.platformnetwork.termexecutor.pipeline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
