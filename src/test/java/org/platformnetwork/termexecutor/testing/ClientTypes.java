package org.platformnetwork.termexecutor.testing;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The types that the validators' public client (Rust, serde) holds our answers in, by name and
 * kind, and a reader as strict as it is: a missing member, a null where there is no {@link
 * Nullable}, a number of another kind or an unknown status is the end; members that it does not
 * know are skipped. A count of theirs is never negative.
 */
public final class ClientTypes {

    private static final Set<String> BATCH_STATUS =
            Set.of("pending", "extracting", "running", "completed", "failed");
    private static final Set<String> TASK_STATUS =
            Set.of(
                    "queued",
                    "cloning_repo",
                    "installing_deps",
                    "running_agent",
                    "running_tests",
                    "completed",
                    "failed");

    private static final JsonMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .withCoercionConfig(
                            LogicalType.Textual,
                            text -> {
                                for (var shape : CoercionInputShape.values()) {
                                    text.setCoercion(shape, CoercionAction.Fail);
                                }
                            })
                    .build();

    private ClientTypes() {}

    /** One test script. */
    public record TaskTestResult(String name, boolean passed, String output, int exitCode) {
        public TaskTestResult {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(output, "output");
        }
    }

    /** One task, wherever it is listed. */
    public record TaskResult(
            String taskId,
            String status,
            @Nullable Boolean passed,
            double reward,
            List<TaskTestResult> testResults,
            String testOutput,
            String agentOutput,
            String agentPatch,
            @Nullable String error,
            @Nullable Long durationMs) {
        public TaskResult {
            Objects.requireNonNull(taskId, "taskId");
            requireOneOf(TASK_STATUS, status);
            testResults = List.copyOf(testResults);
            Objects.requireNonNull(testOutput, "testOutput");
            Objects.requireNonNull(agentOutput, "agentOutput");
            Objects.requireNonNull(agentPatch, "agentPatch");
            requireCounts(durationMs == null ? 0 : durationMs);
        }
    }

    /** {@code GET /batch/{id}}. */
    public record BatchResult(
            String batchId,
            String status,
            long totalTasks,
            long completedTasks,
            long passedTasks,
            long failedTasks,
            List<TaskResult> tasks,
            double aggregateReward,
            @Nullable String error,
            @Nullable Long durationMs) {
        public BatchResult {
            Objects.requireNonNull(batchId, "batchId");
            requireOneOf(BATCH_STATUS, status);
            tasks = List.copyOf(tasks);
            requireCounts(totalTasks, completedTasks, passedTasks, failedTasks);
            requireCounts(durationMs == null ? 0 : durationMs);
        }
    }

    /** {@code GET /batch/{id}/tasks}. */
    public record TaskList(String batchId, List<TaskResult> tasks) {
        public TaskList {
            Objects.requireNonNull(batchId, "batchId");
            tasks = List.copyOf(tasks);
        }
    }

    /** An entry of {@code GET /batches}. */
    public record BatchListEntry(String batchId, OffsetDateTime createdAt, String status) {
        public BatchListEntry {
            Objects.requireNonNull(batchId, "batchId");
            Objects.requireNonNull(createdAt, "createdAt");
            requireOneOf(BATCH_STATUS, status);
        }
    }

    /** A frame of an event stream. */
    public record Event(String event, String batchId, JsonNode data) {
        public Event {
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(batchId, "batchId");
            Objects.requireNonNull(data, "data");
        }
    }

    /** The data of the event {@code snapshot}. */
    public record Snapshot(
            String status,
            long totalTasks,
            long completedTasks,
            long passedTasks,
            long failedTasks,
            double aggregateReward,
            List<TaskResult> tasks) {
        public Snapshot {
            requireOneOf(BATCH_STATUS, status);
            requireCounts(totalTasks, completedTasks, passedTasks, failedTasks);
            tasks = List.copyOf(tasks);
        }
    }

    /** The data of the event {@code task_complete}. */
    public record TaskComplete(
            String taskId, String status, @Nullable Boolean passed, double reward) {
        public TaskComplete {
            Objects.requireNonNull(taskId, "taskId");
            requireOneOf(TASK_STATUS, status);
        }
    }

    /** The data of the event {@code batch_complete}. */
    public record BatchComplete(
            String status, long total, long passed, long failed, double reward, long durationMs) {
        public BatchComplete {
            requireOneOf(BATCH_STATUS, status);
            requireCounts(total, passed, failed, durationMs);
        }
    }

    /** A task in {@link ExecutionProof}. */
    public record TaskSummary(
            String taskId, boolean passed, double reward, @Nullable Long durationMs) {
        public TaskSummary {
            Objects.requireNonNull(taskId, "taskId");
            requireCounts(durationMs == null ? 0 : durationMs);
        }
    }

    /** {@code GET /verify/{id}}. */
    public record ExecutionProof(
            String batchId,
            String status,
            long totalTasks,
            long passedTasks,
            long failedTasks,
            double aggregateReward,
            String resultsHash,
            List<TaskSummary> taskSummaries,
            String executorVersion,
            long uptimeSecs) {
        public ExecutionProof {
            Objects.requireNonNull(batchId, "batchId");
            requireOneOf(BATCH_STATUS, status);
            requireCounts(totalTasks, passedTasks, failedTasks);
            Objects.requireNonNull(resultsHash, "resultsHash");
            taskSummaries = List.copyOf(taskSummaries);
            Objects.requireNonNull(executorVersion, "executorVersion");
        }
    }

    /** {@code GET /instance}. */
    public record InstanceInfo(
            String version,
            String image,
            String imageDigest,
            long uptimeSecs,
            String hostname,
            long maxConcurrentTasks,
            int netuid) {
        public InstanceInfo {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(image, "image");
            Objects.requireNonNull(imageDigest, "imageDigest");
            Objects.requireNonNull(hostname, "hostname");
            requireCounts(maxConcurrentTasks, netuid);
        }
    }

    /** What every 202 of {@code POST /submit} has. */
    public record Submission(String batchId, String wsUrl) {
        public Submission {
            Objects.requireNonNull(batchId, "batchId");
            Objects.requireNonNull(wsUrl, "wsUrl");
        }
    }

    /**
     * Reads as the client does.
     *
     * @throws JacksonException when it gives up
     */
    public static <T> T read(Class<T> type, String json) {
        return STRICT.readValue(json, type);
    }

    private static void requireOneOf(Set<String> values, @Nullable String value) {
        if (value == null || !values.contains(value)) {
            throw new IllegalArgumentException("unknown status: " + value);
        }
    }

    private static void requireCounts(long... counts) {
        for (var count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("negative count: " + count);
            }
        }
    }
}
