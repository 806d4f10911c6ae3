/**
 * What validators sign: submissions, votes to cancel, and the socket by which the operator cancels.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "consensus",
            "execution",
            "hotkey",
            "pipeline",
            "sandbox",
            "store",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.submission;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
