package org.platformnetwork.termexecutor.monitoring;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.image.TaskImages;
import org.platformnetwork.termexecutor.progress.LogSettings;
import org.platformnetwork.termexecutor.progress.LogSettings.LogVisibility;
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
    private final TaskContext context;
    private final ValidatorWhitelist whitelist;
    private final Store store;
    private final LogSettings logs;

    StatusController(
            ServiceInfo service,
            EvaluationMetrics metrics,
            TaskContext context,
            ValidatorWhitelist whitelist,
            Store store,
            LogSettings logs) {
        this.service = service;
        this.metrics = metrics;
        this.context = context;
        this.whitelist = whitelist;
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
            List<LimitView> limits,
            ImagesView images) {}

    /** Whether cgroups hold a limit, and if not, why. */
    record LimitView(String resource, boolean byControlGroup, String detail) {}

    /**
     * Container images of tasks.
     *
     * @param obstacle what keeps this machine from using them; null when nothing does
     */
    record ImagesView(
            String mode,
            @Nullable String obstacle,
            int count,
            long bytes,
            long pulls,
            long pulledBytes,
            long hits) {

        static ImagesView of(TaskImages images) {
            var usage = images.usage();
            return new ImagesView(
                    images.mode().wireName(),
                    images.obstacle(),
                    usage.images(),
                    usage.bytes(),
                    usage.pulls(),
                    usage.pulledBytes(),
                    usage.hits());
        }
    }

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
        var sandboxes = context.sandboxes();
        return new Status(
                service.version(),
                service.uptimeSecs(),
                busy ? 1 : 0,
                metrics.batchesBegan(),
                metrics.batchesCompleted(),
                metrics.tasksPassed(),
                metrics.tasksFailed(),
                context.settings().maxConcurrentTasks(),
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
                        .toList(),
                ImagesView.of(context.images()));
    }
}
