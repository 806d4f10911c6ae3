/**
 * What operators ask: {@code /health}, {@code /status}, the probes and Prometheus metrics. Listens
 * only.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "batch",
            "concurrent",
            "consensus",
            "execution",
            "pipeline",
            "progress",
            "sandbox",
            "store",
            "task",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.monitoring;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
