package org.platformnetwork.termexecutor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnabledIfCommandTests {

    private static final String PATH = "/nowhere:/usr/bin:/bin";

    @Test
    void runsWhenToolIsThere() {
        assertThat(EnabledIfCommandCondition.evaluate(List.of("bash"), PATH, true).isDisabled())
                .isFalse();
    }

    @Test
    void skipsWithReasonNamingTheMissingTool() {
        var result =
                EnabledIfCommandCondition.evaluate(List.of("bash", "no-such-tool"), PATH, false);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason()).hasValue("missing tools: no-such-tool");
    }

    @Test
    void failsWhenToolsAreRequired() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        EnabledIfCommandCondition.evaluate(List.of("no-such-tool"), PATH, true))
                .withMessageContaining("no-such-tool");
    }
}
