package org.platformnetwork.termexecutor.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisspellingTests {

    private static final Set<String> KNOWN =
            Set.of(
                    "AGENT_TIMEOUT_SECS",
                    "DATA_DIR",
                    "MAX_CONCURRENT_TASKS",
                    "PORT",
                    "TASK_CPUS",
                    "TASK_DISK_BYTES",
                    "TEST_TIMEOUT_SECS");

    @ParameterizedTest
    @CsvSource({
        "MAX_CONCURENT_TASKS, MAX_CONCURRENT_TASKS",
        "MAX_CONCURRENT_TAKSS, MAX_CONCURRENT_TASKS",
        "max_concurrent_tasks, MAX_CONCURRENT_TASKS",
        "Max-Concurrent-Tasks, MAX_CONCURRENT_TASKS",
        "DATADIR, DATA_DIR",
        "TASKS_CPUS, TASK_CPUS",
        "TASK_DISK, TASK_DISK_BYTES",
        "AGENT_TIMEOUT, AGENT_TIMEOUT_SECS",
        "AGENT_TIMEOUT_SEC, AGENT_TIMEOUT_SECS",
        "port, PORT"
    })
    void nameNearASettingIsThatOne(String name, String meant) {
        assertThat(Misspelling.among(List.of(name), KNOWN))
                .containsExactly(new Misspelling(name, meant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PORT",
                "PATH",
                "PORTS",
                "POST",
                "HOME",
                "DATA",
                "TASK_GPU",
                "DATABASE_DIR",
                "SERVER_PORT",
                "AGENT",
                "TEST_DISK_BYTES_LEFT"
            })
    void otherNamesAreNotOurs(String name) {
        assertThat(Misspelling.among(List.of(name), KNOWN)).isEmpty();
    }

    @Test
    void nearestOfTwoIsMeant() {
        assertThat(Misspelling.among(List.of("TESTS_TIMEOUT_SECS"), KNOWN))
                .containsExactly(new Misspelling("TESTS_TIMEOUT_SECS", "TEST_TIMEOUT_SECS"));
    }
}
