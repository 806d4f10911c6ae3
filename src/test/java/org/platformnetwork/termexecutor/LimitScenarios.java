package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Limits end the task that breaks them, by their name, and no other; each greed is bounded. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LimitScenarios {

    private final String isolation;
    private TestRepository repository;
    private RunningService service;

    LimitScenarios(String isolation) {
        this.isolation = isolation;
    }

    @BeforeAll
    void start(@TempDir Path directory) {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("answer.txt", "41\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of(
                                "ISOLATION", isolation,
                                "TASK_MEMORY_BYTES", "134217728",
                                "TASK_MAX_PROCESSES", "40",
                                "TASK_DISK_BYTES", "33554432",
                                "TASK_INODES", "2000",
                                "TASK_FILE_BYTES", "16777216",
                                "MAX_OUTPUT_BYTES", "65536"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** Half a gigabyte at most. */
    private static final String MEMORY =
            "exec perl -e '$x = \"a\" x (1 << 29); exit length($x) == 0'";

    /** Without bash, which waits for seconds before it takes no for an answer. */
    private static final String PROCESSES =
            "exec perl -e 'for (1..100) { $pid = fork // last; sleep 20, exit if !$pid } exit 1'";

    /** A hundred megabytes at most. */
    private static final String DISK =
            "for i in $(seq 10); do head -c 10000000 /dev/zero > f$i; sleep 0.3; done; sleep 20";

    private static final String INODES =
            "for i in $(seq 5000); do echo f$i; done | xargs touch; sleep 20";

    private static final String FILE_SIZE =
            "exec perl -e 'open F, \">\", \"f\"; for (1..40) { print F \"x\" x 1000000 }'";

    @ParameterizedTest
    @CsvSource({"memory", "processes", "disk", "inodes", "file_size"})
    void agentThatBreaksALimitEndsAlone(String limit) {
        var batch =
                service.evaluate(
                        TestArchive.withAgent("agent.sh", "eval \"$(cat \"$TASK_PROMPT\")\"\n")
                                .task("greedy", repository, "true\n")
                                .file("tasks/greedy/prompt.md", greed(limit) + "\n")
                                .task("honest", repository, "grep -q 42 answer.txt\n")
                                .file("tasks/honest/prompt.md", "echo 42 > answer.txt\n"));

        var greedy = batch.path("tasks").path(0);
        assertThat(greedy.path("failure_class").asString())
                .as(greedy.toString())
                .isEqualTo("resource_limit");
        assertThat(greedy.path("passed").asBoolean(true)).isFalse();
        assertThat(greedy.path("error").asString())
                .isEqualTo("The agent ran into the limit of " + limit.replace('_', ' ') + ".");
        var phase =
                greedy.path("phases")
                        .valueStream()
                        .filter(step -> step.path("name").asString().equals("agent"))
                        .findFirst()
                        .orElseThrow();
        assertThat(phase.path("limit").asString()).isEqualTo(limit);
        assertThat(batch.path("tasks").path(1).path("passed").asBoolean()).isTrue();
    }

    @Test
    void testScriptThatBreaksALimitIsNamed() {
        var task = evaluate("true\n", "true", MEMORY);

        assertThat(task.path("failure_class").asString()).isEqualTo("resource_limit");
        assertThat(task.path("error").asString()).startsWith("fail_to_pass_1 ran into");
    }

    @Test
    void installCommandThatBreaksALimitSaysNothingOfTheAgent() {
        var task = evaluate("true\n", MEMORY, "true");

        assertThat(task.path("failure_class").asString()).isEqualTo("infra_error");
        assertThat(task.path("error").asString())
                .isEqualTo("Install command 1 ran into the limit of memory.");
    }

    @Test
    void floodOfOutputIsCutAndHarmsNothing() {
        var task = evaluate("seq 1 20000000 | head -c 100000000\n", "true", "true");

        assertThat(task.path("passed").asBoolean()).as(task.path("error").asString()).isTrue();
        assertThat(task.path("agent_output").asString())
                .hasSizeLessThan(66_000)
                .contains("bytes left out");
    }

    @Test
    void whatACommandUsedIsReported() {
        var task =
                evaluate(
                        "perl -e '$x = \"a\" x (1 << 26); for (1..1e7) { $y += $_ }'\n",
                        "true",
                        "true");
        var phase =
                task.path("phases")
                        .valueStream()
                        .filter(step -> step.path("name").asString().equals("agent"))
                        .findFirst()
                        .orElseThrow();

        assertThat(phase.path("peak_memory_bytes").asLong()).isBetween(1L << 25, 1L << 27);
        assertThat(phase.path("cpu_ms").asLong()).isBetween(10L, 30_000L);
    }

    private static String greed(String limit) {
        return switch (limit) {
            case "memory" -> MEMORY;
            case "processes" -> PROCESSES;
            case "disk" -> DISK;
            case "inodes" -> INODES;
            default -> FILE_SIZE;
        };
    }

    private JsonNode evaluate(String agent, String install, String test) {
        return service.evaluate(
                        TestArchive.withAgent("agent.sh", agent)
                                .file("tasks/t/prompt.md", "Do it.\n")
                                .file(
                                        "tasks/t/workspace.yaml",
                                        """
                                        repo: '%s'
                                        base_commit: %s
                                        install:
                                        - |
                                          %s
                                        fail_to_pass:
                                        - |
                                          %s
                                        """
                                                .formatted(
                                                        repository.url(),
                                                        repository.head(),
                                                        install,
                                                        test)))
                .path("tasks")
                .path(0);
    }
}
