package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * How the attacked task ended.
 *
 * @param task its detail, test results included
 * @param frames what a follower of the batch saw
 */
record Judged(JsonNode task, List<JsonNode> frames) {

    Judged failsAs(String failureClass) {
        assertThat(text("failure_class")).as("%s", task).isEqualTo(failureClass);
        assertThat(text("status")).isEqualTo("failed");
        assertThat(task.path("passed").asBoolean(true)).isFalse();
        assertThat(task.path("reward").asDouble(1)).isZero();
        return this;
    }

    Judged failsBecause(String failureClass, String error) {
        failsAs(failureClass);
        assertThat(text("error")).contains(error);
        return this;
    }

    /** What it tried came to nothing, and the fixing it did besides counts. */
    Judged passes() {
        assertThat(task.path("failure_class").isNull()).as("%s", task).isTrue();
        assertThat(text("status")).isEqualTo("completed");
        assertThat(task.path("passed").asBoolean(false)).isTrue();
        assertThat(task.path("reward").asDouble()).isEqualTo(1.0);
        return this;
    }

    Judged suspects(String... paths) {
        assertThat(task.path("suspicious_paths").valueStream().map(JsonNode::asString))
                .contains(paths);
        return this;
    }

    String output() {
        return text("agent_output");
    }

    String patch() {
        return text("agent_patch");
    }

    long millis() {
        return task.path("duration_ms").asLong();
    }

    /** How long one step took. */
    long phaseMillis(String name) {
        return task.path("phases")
                .valueStream()
                .filter(phase -> phase.path("name").asString().equals(name))
                .mapToLong(phase -> phase.path("duration_ms").asLong())
                .sum();
    }

    String text(String field) {
        return task.path(field).asString("");
    }

    /** What one test script printed. */
    String testOutput(int index) {
        return task.path("test_results").path(index).path("output").asString("");
    }
}
