/**
 * Runs batches: the queue, the tasks of one batch side by side, the phases of one task, its
 * verdict.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "clock",
            "consensus",
            "control",
            "dependency",
            "evidence",
            "git",
            "lifecycle",
            "process",
            "sandbox",
            "store",
            "task"
        })
package org.platformnetwork.termexecutor.execution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
