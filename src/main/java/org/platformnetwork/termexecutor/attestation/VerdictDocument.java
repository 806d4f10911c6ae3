package org.platformnetwork.termexecutor.attestation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.task.TaskId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an executor signs of a batch that has ended: what went in and what came out. Outputs and
 * patches are bound by their hashes; there are no fractions, so that every reader of JSON
 * understands the same.
 *
 * @param version of the service that ran it, as isolation and agent null when it never ran
 * @param createdAt RFC 3339 in UTC with milliseconds at most, as all times
 * @param votes with the next two the tally that started it; null when it was never agreed on
 * @param instance the key that signs this
 * @param cancelVotes how many votes cancelled it; null when none did, and in format 1
 */
record VerdictDocument(
        String format,
        String batchId,
        String archiveSha256,
        @Nullable String version,
        @Nullable String isolation,
        @Nullable String agentSha256,
        String createdAt,
        @Nullable String startedAt,
        String finishedAt,
        String status,
        @Nullable String error,
        @Nullable Integer votes,
        @Nullable Integer required,
        @Nullable Integer totalValidators,
        int totalTasks,
        int passedTasks,
        int failedTasks,
        int scoredTasks,
        List<TaskVerdict> tasks,
        String instance,
        @Nullable Integer cancelVotes) {

    private static final String FORMAT = "term-executor/verdict/";

    /** What batches have that ran before there was the second format. */
    private static final int FIRST = 1;

    private static final int LAST = 2;

    VerdictDocument {
        Objects.requireNonNull(format);
        Objects.requireNonNull(batchId);
        Objects.requireNonNull(archiveSha256);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(finishedAt);
        Objects.requireNonNull(status);
        Objects.requireNonNull(instance);
        tasks = List.copyOf(tasks);
    }

    /** What is signed; the first format has nothing of what came later. */
    JsonNode json() {
        var json = (ObjectNode) StrictJson.tree(this);
        if (format.equals(FORMAT + FIRST)) {
            json.remove("cancel_votes");
            for (var task : json.path("tasks")) {
                ((ObjectNode) task).remove(List.of("image_digest", "worker", "cancel_votes"));
                for (var test : task.path("tests")) {
                    ((ObjectNode) test).remove("control");
                }
            }
        }
        return json;
    }

    /** Whether a format is one that this program reads. */
    static boolean isFormat(String format) {
        return format.equals(FORMAT + FIRST) || format.equals(FORMAT + LAST);
    }

    /**
     * The document of a batch; the same whenever it is made, also after the batch was stored.
     * Outputs are read from there, one task at a time.
     *
     * @param state of the batch, which has ended
     */
    static VerdictDocument of(Batch batch, BatchState state, VerifyingKey instance) {
        var inputs = state.inputs();
        var tally = state.tally();
        return new VerdictDocument(
                FORMAT + batch.verdictFormat(),
                batch.id().toString(),
                batch.archiveHash().hex(),
                inputs == null ? null : inputs.version(),
                inputs == null ? null : inputs.isolation(),
                inputs == null ? null : inputs.agentHash(),
                time(batch.createdAt()),
                state.startedAt() == null ? null : time(state.startedAt()),
                time(Objects.requireNonNull(state.finishedAt())),
                state.status().wireName(),
                state.error() == null ? null : wellFormed(state.error()),
                tally == null ? null : tally.votes(),
                tally == null ? null : tally.required(),
                tally == null ? null : tally.totalValidators(),
                state.totalTasks(),
                state.passedTasks(),
                state.failedTasks(),
                state.scoredTasks(),
                tasks(batch, state),
                instance.hex(),
                state.cancelVotes());
    }

    private static List<TaskVerdict> tasks(Batch batch, BatchState state) {
        Map<TaskId, TaskInput> known = new HashMap<>();
        if (state.inputs() != null) {
            state.inputs().tasks().forEach(input -> known.put(input.id(), input));
        }
        return state.tasks().stream()
                .map(task ->
                        TaskVerdict.of(
                                task,
                                state.cancelVotes(task),
                                task.summary() == null ? null : batch.result(task.id()),
                                known.get(task.id())))
                .toList();
    }

    /** To milliseconds, which is what every database keeps. */
    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Half characters become question marks, as in every file and database. */
    static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
