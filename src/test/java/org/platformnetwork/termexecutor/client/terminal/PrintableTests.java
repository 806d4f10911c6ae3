package org.platformnetwork.termexecutor.client.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PrintableTests {

    private static final String HOSTILE = "a\u001b[2J\u009b\u202e\u200b\u2028é😀\n\tb";

    @Test
    void textIsOneHarmlessLine() {
        assertThat(Printable.text(HOSTILE))
                .isEqualTo("a\ufffd[2J\ufffd\ufffd\ufffd\ufffdé😀\ufffd\ufffdb");
    }

    @Test
    void linesKeepTheirEnds() {
        assertThat(Printable.lines(HOSTILE)).endsWith("é😀\n\tb").doesNotContain("\u009b");
    }

    @Test
    void jsonMeansTheSame() {
        var json = JsonMapper.shared().createObjectNode().put("x", HOSTILE).toString();

        var printed = Printable.json("{\n" + json.substring(1));

        assertThat(JsonMapper.shared().readTree(printed).path("x").asString()).isEqualTo(HOSTILE);
        assertThat(printed).doesNotContain("\u009b", "\u202e", "\u001b").contains("é");
    }
}
