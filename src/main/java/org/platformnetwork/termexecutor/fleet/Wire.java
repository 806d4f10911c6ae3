package org.platformnetwork.termexecutor.fleet;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Outcome;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;

/** How requests and answers are written down. */
final class Wire {

    private static final StoredJson JSON = new StoredJson();

    private Wire() {}

    /**
     * What a worker answers: one of both.
     *
     * @param outcome null when it is too large for Temporal
     * @param document by which hash the coordinator has it already
     */
    record Answer(@Nullable Outcome outcome, @Nullable String document) {}

    static byte[] bytes(Object value) {
        return JSON.write(value).getBytes(StandardCharsets.UTF_8);
    }

    static AttemptWorkflow.Start start(byte[] bytes) {
        return read(bytes, AttemptWorkflow.Start.class);
    }

    static Request request(byte[] bytes) {
        return read(bytes, Request.class);
    }

    static Answer answer(byte[] bytes) {
        return read(bytes, Answer.class);
    }

    static Outcome outcome(byte[] bytes) {
        return read(bytes, Outcome.class);
    }

    private static <T> T read(byte[] bytes, Class<T> type) {
        return JSON.read(new String(bytes, StandardCharsets.UTF_8), type);
    }
}
