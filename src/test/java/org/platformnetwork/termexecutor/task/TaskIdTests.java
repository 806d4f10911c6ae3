package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTests {

    @Test
    void takesOneTo256Characters() {
        assertThat(new TaskId("x")).hasToString("x");
        assertThat(new TaskId("x".repeat(255)).value()).hasSize(255);
        assertThat(new TaskId("x".repeat(256)).value()).hasSize(256);
        assertThatIllegalArgumentException().isThrownBy(() -> new TaskId("x".repeat(257)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\0b", "a\u007fb", "a\u0085b"})
    void refusesBlankAndControlCharacters(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TaskId(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"owner/name-70", "../x", "ä ß", "a=b&c"})
    void slashesAndDotsMeanNothing(String text) {
        assertThat(new TaskId(text).value()).isEqualTo(text);
    }
}
