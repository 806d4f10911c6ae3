/** Attempts that run on other machines: a coordinator, its workers, and Temporal between them. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "batch :: log",
            "concurrent",
            "file",
            "pipeline",
            "store",
            "task",
            "web"
        })
package org.platformnetwork.termexecutor.fleet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
