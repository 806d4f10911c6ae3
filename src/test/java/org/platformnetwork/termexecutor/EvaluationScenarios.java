package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Whole batches, from the signed upload to the verdict, with real git and real processes. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EvaluationScenarios {

    Path temporary;

    private final String isolation;
    TestRepository repository;
    RunningService service;

    EvaluationScenarios(String isolation) {
        this.isolation = isolation;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        temporary = directory;
        // As the directories above WORKSPACE_BASE have to be where tasks run as other users.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("answer.txt", "41\n", "docs/readme.md", "Read me.\n");
        service = RunningService.start(temporary.resolve("work"), Map.of("ISOLATION", isolation));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void judgesEachTaskByItsScripts() {
        var batch =
                service.evaluate(
                        TestArchive.withAgent("agent.sh", "echo 42 > answer.txt; echo fixed\n")
                                .task("good", repository, "grep -q 42 answer.txt\n")
                                .task("owner/bad-7", repository, "echo no; exit 3\n"));

        assertThat(batch.path("status").asString()).isEqualTo("completed");
        assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(0.5);
        assertThat(batch.path("passed_tasks").asInt()).isEqualTo(1);
        assertThat(task(batch, "good").path("passed").asBoolean()).isTrue();
        assertThat(task(batch, "good").path("agent_output").asString()).isEqualTo("fixed\n");
        var bad = task(batch, "owner/bad-7");
        assertThat(bad.path("failure_class").asString()).isEqualTo("tests_failed");
        assertThat(bad.path("test_output").asString())
                .isEqualTo("=== test_1.sh (exit code: 3) ===\nno\nFAIL\n");
    }

    @Test
    void checksOutTheBaseCommitAndNothingLater() {
        var base = repository.head();
        var later = repository.commit("answer.txt", "42\n");
        var archive =
                TestArchive.withAgent(
                                "agent.sh",
                                "cat answer.txt; git log --all --oneline | wc -l; git remote;"
                                        + " git cat-file -e "
                                        + later
                                        + " || echo no future\n")
                        .task("t", repository, "grep -q 41 answer.txt\n")
                        .file(
                                "tasks/t/workspace.yaml",
                                "repo: %s\nbase_commit: %s\n".formatted(repository.url(), base));
        var batch = service.evaluate(archive);
        repository.git("reset", "--quiet", "--hard", base);

        assertThat(task(batch, "t").path("passed").asBoolean()).isTrue();
        assertThat(task(batch, "t").path("agent_output").asString())
                .startsWith("41\n1\n")
                .endsWith("no future\n");
    }

    @Test
    void baseCommitThatDoesNotExistIsTheTasksFault() {
        var batch =
                service.evaluate(
                        agent("true\n")
                                .task("t", repository, "true\n")
                                .file(
                                        "tasks/t/workspace.yaml",
                                        "repo: %s\nbase_commit: %s\n"
                                                .formatted(
                                                        repository.url(), "0".repeat(39) + "1")));

        assertFailed(task(batch, "t"), "invalid_task", "does not exist");
        assertThat(task(batch, "t").path("passed").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "install: {commands: ['true'], working_dir: docs/missing}",
                "tests: {working_dir: docs/missing}",
            })
    void workingDirectoryThatIsMissingIsTheTasksFault(String line) {
        var batch =
                service.evaluate(
                        agent("mkdir -p docs/missing; echo agent was here\n")
                                .task("t", repository, "true\n")
                                .file(
                                        "tasks/t/workspace.yaml",
                                        "repo: %s\nbase_commit: %s\n%s\n"
                                                .formatted(
                                                        repository.url(),
                                                        repository.head(),
                                                        line)));

        assertFailed(
                task(batch, "t"),
                "invalid_task",
                "working_dir: the repository has no directory docs/missing.");
        assertThat(task(batch, "t").path("agent_output").asString()).isEmpty();
    }

    @Test
    void workingDirectoryMayComeWithTheSolution() {
        var batch =
                service.evaluate(
                        agent("mkdir made && touch made/x\n")
                                .task("t", repository, "test -e x\n")
                                .file(
                                        "tasks/t/workspace.yaml",
                                        """
                                        repo: %s
                                        base_commit: %s
                                        tests: {working_dir: made}
                                        """
                                                .formatted(repository.url(), repository.head()))
                                .file("tasks/t/patch.diff", "+++ b/made/x\n"));

        assertThat(task(batch, "t").path("passed").asBoolean()).as(batch.toString()).isTrue();
    }

    @Test
    void failedInstallEndsTheTaskBeforeTheAgent() {
        var batch = service.evaluate(installing("echo broken; exit 9", "true\n"));

        assertFailed(task(batch, "t"), "infra_error", "Install command 1 exited with code 9");
        assertThat(task(batch, "t").path("error").asString()).contains("broken");
        assertThat(task(batch, "t").path("agent_output").stringValue()).isEmpty();
    }

    @Test
    void commandsThatHangAreEndedAtTheirTimeLimit() {
        var agent =
                """
                grep -q hang "$TASK_PROMPT" || exit 0
                trap '' TERM INT HUP; echo here; sleep 4241 & %s
                """
                        .formatted(RunningService.HANG);
        var batch =
                service.evaluateHanging(
                        installing(RunningService.HANG, agent)
                                .task("agent", repository, "true\n")
                                .file("tasks/agent/prompt.md", "hang\n")
                                .task("test", repository, RunningService.HANG + "\n"),
                        Duration.ofMinutes(10));

        assertFailed(task(batch, "t"), "infra_error", "timed out after 600 s");
        assertFailed(
                task(batch, "agent"),
                "timeout",
                "The agent timed out after 600 s (AGENT_TIMEOUT_SECS).");
        assertThat(task(batch, "agent").path("agent_output").asString()).isEqualTo("here\n");
        assertFailed(
                task(batch, "test"),
                "timeout",
                "test_1.sh timed out after 300 s (TEST_TIMEOUT_SECS).");
        assertThat(task(batch, "test").path("reward").asDouble()).isZero();
    }

    @Test
    void agentInLanguageThatIsNotInstalledFailsTheAgent() {
        boolean installed =
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "ruby")));
        assumeFalse(installed, "ruby is installed");
        var batch =
                service.evaluate(
                        TestArchive.withAgent("agent.rb", "puts 1\n")
                                .task("t", repository, "exit 1\n"));

        assertFailed(task(batch, "t"), "agent_failed", "The agent exited with code 127");
    }

    @Test
    void taskThatCannotBeReadFailsWithItsReasonAndCountsInTheMean() {
        var batch =
                service.evaluate(
                        agent("true\n")
                                .task("good", repository, "true\n")
                                .file("tasks/bad/workspace.yaml", "repo: [\n"));

        assertThat(batch.path("total_tasks").asInt()).isEqualTo(2);
        assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(0.5);
        assertFailed(task(batch, "bad"), "invalid_task", "bad: workspace.yaml is not valid YAML");
    }

    @Test
    void agentSeesOnlyWhatTheContractGivesIt() {
        var batch =
                service.evaluate(
                        agent("env -0 | sort -z | cut -z -d= -f1 | tr '\\0' ' '\n")
                                .task("t", repository, "true\n"));

        assertThat(task(batch, "t").path("agent_output").asString().split(" "))
                .contains("TASK_PROMPT", "REPO_DIR", "PATH", "HOME", "TMPDIR")
                .doesNotContain("TRUSTED_VALIDATORS", "JAVA_HOME", "SHELL", "GIT_DIR");
    }

    @Test
    void agentFindsInItsEnvironmentWhatMinersArePromised() {
        // All that fits into a variable; the kernel starts no program with more.
        var prompt = "x".repeat(128 * 1024 - 17);
        var agent =
                """
                printf '%s\\n' "$TERM_TASK_ID" "$TERM_REPO" "$TERM_BASE_COMMIT" "${#TERM_ISSUE_TEXT}" \
                  "$TERM_TIMEOUT" "${TERM_DIFFICULTY-unset}" "${TERM_HINTS-unset}"
                """;
        var yaml =
                "id: owner/name-7\nrepo: %s\nbase_commit: %s\nmeta: {difficulty: hard}\n"
                        .formatted(repository.url(), repository.head());
        var batch =
                service.evaluate(
                        agent(agent)
                                .task("t", repository, "true\n")
                                .file("tasks/t/workspace.yaml", yaml)
                                .file("tasks/t/prompt.md", prompt));

        assertThat(task(batch, "owner/name-7").path("agent_output").asString().lines())
                .containsExactly(
                        "owner/name-7",
                        "origin",
                        repository.head(),
                        Integer.toString(prompt.length()),
                        "600",
                        "Hard",
                        "");
    }

    @Test
    void hiddenTestsReplaceWhatTheAgentPutInTheirPlace() throws IOException {
        var outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("check.txt"), "untouched");
        var agent =
                "rm -rf docs; ln -s %s docs; mkdir -p lib/check.txt/deep; echo hi\n"
                        .formatted(outside);
        var batch =
                service.evaluate(
                        agent(agent)
                                .task(
                                        "t",
                                        repository,
                                        "grep -q hidden docs/check.txt && grep -q second"
                                                + " lib/check.txt\n")
                                .file("tasks/t/tests/docs/check.txt", "hidden\n")
                                .file("tasks/t/tests/lib/check.txt", "second\n"));

        assertThat(task(batch, "t").path("passed").asBoolean()).isTrue();
        assertThat(outside.resolve("check.txt")).hasContent("untouched");
    }

    @Test
    void daemonOfTheAgentDoesNotLiveToSeeTheTests() {
        var daemon =
                "(setsid bash -c 'for i in $(seq 100); do echo 42 > answer.txt; sleep 0.02; done'"
                        + " >/dev/null 2>&1 &)\n";
        var batch =
                service.evaluate(
                        agent(daemon)
                                .task(
                                        "t",
                                        repository,
                                        "echo 41 > answer.txt; sleep 0.3; grep -q 41"
                                                + " answer.txt\n"));

        assertThat(task(batch, "t").path("passed").asBoolean()).isTrue();
    }

    @Test
    void nothingOfABatchStaysOnDisk() throws IOException {
        service.evaluate(agent("mkdir -p a/b; chmod 000 a/b a\n").task("t", repository, "true\n"));
        service.evaluate(agent("mkdir -p a/b; chmod 000 a .\n").task("t", repository, "true\n"));

        try (var left = Files.list(temporary.resolve("work/batches"))) {
            assertThat(left).isEmpty();
        }
        try (var left = Files.list(temporary.resolve("work/uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void runsAsManyTasksAtOnceAsTheFirstVoterAskedFor() {
        var archive = agent("true\n");
        for (int i = 0; i < 4; i++) {
            archive.task("t" + i, repository, "true\n");
        }
        var zip = archive.zip();
        var client = service.client();
        var first = client.submit(TestKeys.ALICE, "n1-serial", zip, "?concurrent_tasks=1");
        var events = client.events("?batch_id=" + first.text("batch_id"));
        var second = client.submit(TestKeys.BOB, "n2-serial", zip, "?concurrent_tasks=4");
        events.closed().join();

        assertThat(second.json().path("concurrent_tasks").asInt()).isEqualTo(1);
        assertThat(events.names())
                .filteredOn(name -> name.equals("task_started") || name.equals("task_complete"))
                .containsExactly(
                        "task_started",
                        "task_complete",
                        "task_started",
                        "task_complete",
                        "task_started",
                        "task_complete",
                        "task_started",
                        "task_complete");
    }

    private static TestArchive agent(String code) {
        return TestArchive.withAgent("agent.sh", code);
    }

    private TestArchive installing(String command, String agent) {
        return agent(agent)
                .task("t", repository, "true\n")
                .file(
                        "tasks/t/workspace.yaml",
                        "repo: %s\nbase_commit: %s\ninstall: ['%s']\n"
                                .formatted(repository.url(), repository.head(), command));
    }

    private static JsonNode task(JsonNode batch, String id) {
        for (var task : batch.path("tasks")) {
            if (task.path("task_id").asString().equals(id)) {
                return task;
            }
        }
        throw new AssertionError("no task " + id + " in " + batch);
    }

    private static void assertFailed(JsonNode task, String failureClass, String error) {
        assertThat(task.path("status").asString()).isEqualTo("failed");
        assertThat(task.path("failure_class").asString()).isEqualTo(failureClass);
        assertThat(task.path("error").asString()).contains(error);
    }
}
