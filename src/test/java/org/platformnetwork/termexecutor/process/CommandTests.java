package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTests {

    private static final Path DIRECTORY = Path.of("/");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void copiesWhatItIsGiven() {
        var arguments = new ArrayList<>(List.of("true"));
        var environment = new HashMap<>(Map.of("A", "1"));
        Command command = new Command(arguments, DIRECTORY, environment, SECOND, 0);

        arguments.add("late");
        environment.put("B", "2");

        assertThat(command.arguments()).containsExactly("true");
        assertThat(command.environment()).containsExactly(Map.entry("A", "1"));
    }

    @Test
    void refusesImpossibleArguments() {
        refuses(List.of(), Map.of(), SECOND, 0);
        refuses(List.of(""), Map.of(), SECOND, 0);
        refuses(List.of("echo", "a\0b"), Map.of(), SECOND, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0", "TERM_EXECUTOR_RUN"})
    void refusesImpossibleVariables(String name) {
        refuses(List.of("true"), Map.of(name, "x"), SECOND, 0);
    }

    @Test
    void refusesImpossibleLimits() {
        refuses(List.of("true"), Map.of(), Duration.ZERO, 0);
        refuses(List.of("true"), Map.of(), SECOND, -1);
        refuses(List.of("true"), Map.of("A", "\0"), SECOND, 0);
    }

    private static void refuses(
            List<String> arguments, Map<String, String> environment, Duration timeout, int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command(arguments, DIRECTORY, environment, timeout, limit));
    }
}
