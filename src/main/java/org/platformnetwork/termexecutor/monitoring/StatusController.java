package org.platformnetwork.termexecutor.monitoring;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.progress.LogSettings;
import org.platformnetwork.termexecutor.progress.LogSettings.LogVisibility;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.web.ServiceInfo;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /health} and {@code GET /status}. */
@RestController
final class StatusController {

    private final ServiceInfo service;
    private final EvaluationMetrics metrics;
    private final PipelineSettings settings;
    private final ValidatorWhitelist whitelist;
    private final Sandboxes sandboxes;
    private final Store store;
    private final LogSettings logs;

    StatusController(
            ServiceInfo service,
            EvaluationMetrics metrics,
            PipelineSettings settings,
            ValidatorWhitelist whitelist,
            Sandboxes sandboxes,
            Store store,
            LogSettings logs) {
        this.service = service;
        this.metrics = metrics;
        this.settings = settings;
        this.whitelist = whitelist;
        this.sandboxes = sandboxes;
        this.store = store;
        this.logs = logs;
    }

    record Health(String status) {}

    record Status(
            String version,
            long uptimeSecs,
            int activeBatches,
            long totalBatches,
            long completedBatches,
            long tasksPassed,
            long tasksFailed,
            int maxConcurrentTasks,
            boolean hasActiveBatch,
            int queuedBatches,
            int validators,
            @Nullable Instant whitelistRefreshedAt,
            long whitelistAgeSecs,
            String whitelistSource,
            @Nullable Long whitelistBlock,
            @Nullable Integer whitelistSpecVersion,
            @Nullable String whitelistError,
            String store,
            LogVisibility publicLogs,
            String isolation,
            List<String> isolationNotes,
            List<LimitView> limits) {}

    /** Whether cgroups hold a limit, and if not, why. */
    record LimitView(String resource, boolean byControlGroup, String detail) {}

    @GetMapping("/health")
    Health health() {
        var problem = store.problem();
        if (problem != null) {
            throw new ApiException(ErrorCode.STORE_UNAVAILABLE, problem.sentence());
        }
        return new Health("ok");
    }

    @GetMapping("/status")
    Status status() {
        boolean busy = metrics.isBusy();
        var list = whitelist.state();
        var problem = store.problem();
        return new Status(
                service.version(),
                service.uptimeSecs(),
                busy ? 1 : 0,
                metrics.batchesBegan(),
                metrics.batchesCompleted(),
                metrics.tasksPassed(),
                metrics.tasksFailed(),
                settings.maxConcurrentTasks(),
                busy,
                metrics.queueLength(),
                whitelist.validators().size(),
                list.refreshedAt(),
                list.age().toSeconds(),
                list.source(),
                list.block(),
                list.specVersion(),
                list.error(),
                problem == null ? "ok" : problem.wireName(),
                logs.publicLogs(),
                sandboxes.isolation().wireName(),
                sandboxes.notes(),
                sandboxes.bounds().stream()
                        .map(bound ->
                                new LimitView(
                                        bound.resource().wireName(),
                                        bound.inForce(),
                                        bound.detail()))
                        .toList());
    }
}
