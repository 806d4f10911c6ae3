package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.Mutations;

/** A task's id is kept, logged and sent as it is, or it is refused. */
public class TaskIdFuzzTests {

    @Test
    void anyTextIsAnIdOrNone() throws Exception {
        Mutations.feed(TaskIdFuzzTests::fuzzerTestOneInput, seeds());
    }

    /** What to begin with. */
    public static byte[][] seeds() {
        return new byte[][] {
            "owner/name-70".getBytes(StandardCharsets.UTF_16BE),
            "../ü \t\ud83d\ude00".getBytes(StandardCharsets.UTF_16BE),
            "\u2028\u0085x".getBytes(StandardCharsets.UTF_16BE)
        };
    }

    /** Called by Jazzer, which knows it by its name. */
    public static void fuzzerTestOneInput(byte[] input) {
        var text = new StringBuilder();
        for (int i = 0; i + 1 < input.length; i += 2) {
            text.append((char) (((input[i] & 0xff) << 8) | (input[i + 1] & 0xff)));
        }
        TaskId id;
        try {
            id = new TaskId(text.toString());
        } catch (IllegalArgumentException _) {
            return;
        }
        assertThat(id.value()).isNotBlank().doesNotContain("\n", "\r", "\0");
        var sent = id.value().getBytes(StandardCharsets.UTF_8);
        assertThat(new String(sent, StandardCharsets.UTF_8)).isEqualTo(id.value());
    }
}
