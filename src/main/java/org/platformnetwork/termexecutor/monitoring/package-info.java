/**
 * What operators ask: {@code /health}, {@code /status}, the probes and Prometheus metrics. Listens
 * only.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>A series that is renamed, or newly read in {@code src/deploy}, must be there after one
 *       batch ({@code SeriesIntegrationTests}). No key of a log line may be a field of structured
 *       logs ({@code level}, {@code message}, …): the line is lost.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "batch",
            "consensus",
            "execution",
            "file",
            "pipeline",
            "pipeline :: image",
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
