package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.client.ToolRun;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Whether a task is valid is asked by the verdicts on agents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskValidationIntegrationTests {

    private static final String FIX = "echo 42 > answer.txt\n";
    private static final String NO_FIX = "echo 40 > answer.txt\n";
    private static final String CHECK = "grep -q 42 answer.txt";
    private static final String PATCH = patch("answer.txt", "41", "42");

    private Path temporary;
    private TestRepository repository;
    private RunningService service;
    private int tasks;

    @BeforeAll
    void start(@TempDir Path directory) {
        temporary = directory;
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit(
                "answer.txt", "41\n", "tests/expected.txt", "41\n", "tests/check.sh", "true\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of(
                                "TASK_VALIDATION", "auto",
                                "NEGATIVE_CONTROL", "false",
                                "TEST_TIMEOUT_SECS", "60"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static String patch(String path, String before, String after) {
        return """
        --- a/%1$s
        +++ b/%1$s
        @@ -1 +1 @@
        -%2$s
        +%3$s
        """
                .formatted(path, before, after);
    }

    /** A task unlike those of other tests, since results are kept by content. */
    private TestArchive archive(String agent, String yaml, String patch) {
        tasks++;
        return archive(agent, yaml, patch, "task " + tasks);
    }

    private TestArchive archive(String agent, String yaml, String patch, String prompt) {
        var head = "repo: %s\nbase_commit: %s\n".formatted(repository.url(), repository.head());
        return TestArchive.withAgent("agent.sh", agent)
                .file("tasks/t/prompt.md", prompt + "\n")
                .file("tasks/t/workspace.yaml", head + yaml)
                .file("tasks/t/patch.diff", patch);
    }

    private JsonNode evaluate(TestArchive archive) {
        return service.evaluate(archive).path("tasks").path(0);
    }

    /** How often scripts ran on the base, or with the reference patch. */
    private static long runs(JsonNode task, String prefix) {
        return task.path("phases")
                .valueStream()
                .filter(step -> step.path("name").asString().startsWith(prefix + " "))
                .count();
    }

    private static String failureClass(JsonNode task) {
        return task.path("failure_class").asString("passed");
    }

    @Test
    void passAsksForTheRedBaseAlone() {
        var task = evaluate(archive(FIX, "fail_to_pass: ['" + CHECK + "']\n", PATCH));

        assertThat(failureClass(task)).as(task.toString()).isEqualTo("passed");
        assertThat(runs(task, "base")).isEqualTo(1);
        assertThat(runs(task, "reference")).isZero();
    }

    @Test
    void failureAsksForTheReferencePatchAlone() {
        var task = evaluate(archive(NO_FIX, "fail_to_pass: ['" + CHECK + "']\n", PATCH));

        assertThat(failureClass(task)).isEqualTo("tests_failed");
        assertThat(runs(task, "base")).isZero();
        assertThat(runs(task, "reference")).isEqualTo(1);
    }

    @Test
    void tamperingAsksForNothing() {
        var agent = "echo pass > conftest.py\n";
        var yaml = "fail_to_pass: ['grep -q pass conftest.py']\n";
        var task = evaluate(archive(agent, yaml, PATCH));

        assertThat(failureClass(task)).as(task.toString()).isEqualTo("tampering");
        assertThat(runs(task, "base") + runs(task, "reference")).isZero();
    }

    @Test
    void failToPassThatPassesOnTheBaseIsTheTasksFault() {
        var yaml = "fail_to_pass: ['" + CHECK + "', 'echo too easy']\n";
        var task = evaluate(archive(FIX, yaml, PATCH));

        assertThat(failureClass(task)).isEqualTo("invalid_task");
        assertThat(task.path("passed").isNull()).isTrue();
        assertThat(task.path("error").asString())
                .isEqualTo("fail_to_pass_2 passes on the base, before any change.\ntoo easy");
        assertThat(task.path("agent_patch").asString()).contains("+42");
    }

    @Test
    void taskThatNoChangeIsNeededForIsInvalid() {
        var archive = archive("true\n", "", PATCH);
        archive.file("tasks/t/tests/a.sh", "cat answer.txt | head -1\n")
                .file("tasks/t/tests/b.sh", "false\necho finished\n");
        var task = evaluate(archive);

        assertThat(failureClass(task)).isEqualTo("invalid_task");
        assertThat(task.path("error").asString())
                .startsWith("Every script passes on the base, before any change.");
    }

    @Test
    void solutionThatFailsHereIsTheTasksFault() {
        var yaml =
                "fail_to_pass: ['"
                        + CHECK
                        + "']\npass_to_pass: ['echo Could not resolve host: example.org; false']\n";
        var task = evaluate(archive(NO_FIX, yaml, PATCH));

        assertThat(failureClass(task)).isEqualTo("invalid_task");
        assertThat(task.path("error").asString())
                .isEqualTo(
                        "The task's own solution fails here: pass_to_pass_1 (exit code 1). A"
                                + " download was tried and verification has no network"
                                + " (VERIFY_NETWORK=none).\n"
                                + "Could not resolve host: example.org");
    }

    @Test
    void agentThatFailsIsJudgedByAValidTask() {
        var task = evaluate(archive("exit 3\n", "fail_to_pass: ['no-such-program']\n", PATCH));

        assertThat(failureClass(task)).isEqualTo("invalid_task");
        assertThat(task.path("error").asString()).contains("A command was not found");
    }

    @Test
    void passToPassThatFailsOnTheBaseCountsAsFailToPass() {
        var yaml = "fail_to_pass: ['%1$s']\npass_to_pass: ['%1$s']\n".formatted(CHECK);
        var task = evaluate(archive(FIX, yaml, PATCH));

        assertThat(failureClass(task)).as(task.toString()).isEqualTo("passed");
        assertThat(task.path("notes").toString())
                .contains("pass_to_pass_1 fails on the base and passes with the reference patch");
    }

    @Test
    void passToPassThatFailsOnTheBaseNeedsAReference() {
        var yaml = "fail_to_pass: ['%1$s']\npass_to_pass: ['%1$s']\n".formatted(CHECK);
        var task = evaluate(archive(FIX, yaml, ""));

        assertThat(failureClass(task)).isEqualTo("invalid_task");
        assertThat(task.path("error").asString())
                .isEqualTo("pass_to_pass_1 fails on the base, before any change.");
    }

    @Test
    void withoutAReferenceAFailureAsksForTheBase() {
        var valid = evaluate(archive(NO_FIX, "fail_to_pass: ['" + CHECK + "']\n", ""));
        var yaml = "fail_to_pass: ['" + CHECK + "', 'grep -q 41 answer.txt']\n";
        var invalid = evaluate(archive(NO_FIX, yaml, ""));

        assertThat(failureClass(valid)).isEqualTo("tests_failed");
        assertThat(runs(valid, "base")).isEqualTo(1);
        assertThat(failureClass(invalid)).isEqualTo("invalid_task");
    }

    @Test
    void referenceThatDoesNotApplyIsNotedAndTheBaseLookedAt() {
        var yaml = "fail_to_pass: ['" + CHECK + "']\n";
        var task = evaluate(archive(NO_FIX, yaml, patch("answer.txt", "40", "42")));

        assertThat(failureClass(task)).as(task.toString()).isEqualTo("tests_failed");
        assertThat(runs(task, "base")).isEqualTo(1);
        assertThat(task.path("notes").toString()).contains("The reference patch does not apply");
    }

    @Test
    void nextAgentFindsWhatWasValidated() {
        var yaml = "fail_to_pass: ['" + CHECK + "']\n";
        evaluate(archive(FIX, yaml, PATCH, "shared"));
        var second = evaluate(archive(FIX + "true\n", yaml, PATCH, "shared"));
        var third = evaluate(archive(NO_FIX, yaml, PATCH, "shared"));
        var fourth = evaluate(archive(NO_FIX + "true\n", yaml, PATCH, "shared"));

        assertThat(failureClass(second)).isEqualTo("passed");
        assertThat(runs(second, "base")).isZero();
        assertThat(runs(third, "reference")).isEqualTo(1);
        assertThat(failureClass(fourth)).isEqualTo("tests_failed");
        assertThat(runs(fourth, "reference")).isZero();
    }

    @Test
    void tasksOfOneContentAreValidatedOnce() {
        var yaml = "fail_to_pass: ['sleep 0.3; " + CHECK + "']\n";
        var archive = archive(FIX, yaml, PATCH, "the same");
        var head = "repo: %s\nbase_commit: %s\n".formatted(repository.url(), repository.head());
        for (var name : List.of("u", "v")) {
            archive.file("tasks/" + name + "/workspace.yaml", head + yaml)
                    .file("tasks/" + name + "/prompt.md", "the same\n")
                    .file("tasks/" + name + "/patch.diff", PATCH);
        }
        var batch = service.evaluate(archive, "?concurrent_tasks=3");

        assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(1.0);
        assertThat(batch.path("tasks").valueStream().mapToLong(task -> runs(task, "base")).sum())
                .isEqualTo(1);
    }

    @Test
    void negativeResultIsKeptAfterTwoRuns() {
        var yaml = "fail_to_pass: ['true']\n";
        var first = evaluate(archive(FIX, yaml, PATCH, "negative"));
        var second = evaluate(archive(FIX + "true\n", yaml, PATCH, "negative"));

        assertThat(runs(first, "base")).isEqualTo(2);
        assertThat(runs(second, "base")).isZero();
        assertThat(failureClass(second)).isEqualTo("invalid_task");
    }

    @Test
    @EnabledIfCommand("bwrap")
    void recheckForgetsATask() {
        var yaml = "id: forgetful\nfail_to_pass: ['" + CHECK + "']\n";
        var first = evaluate(archive(FIX, yaml, PATCH, "forgetful"));
        var unknown = recheck("no-such-task");
        var known = recheck("forgetful");
        var second = evaluate(archive(FIX + "true\n", yaml, PATCH, "forgetful"));

        assertThat(runs(first, "base")).isEqualTo(1);
        assertThat(unknown.out()).isEqualTo("Nothing was known of the validity of this task.\n");
        assertThat(known.out()).startsWith("Forgotten");
        assertThat(runs(second, "base")).isEqualTo(1);
    }

    private ToolRun recheck(String task) {
        var data = temporary.resolve("work/data").toString();
        return ToolRun.of(Map.of("DATA_DIR", data), "recheck", task);
    }

    /** The agent rewrites the repository's own test, which the solution changes too. */
    @Test
    void testsThatTheReferenceChangesArePlacedForEveryAgent() {
        var script = "diff answer.txt tests/expected.txt";
        var patch = PATCH + patch("tests/expected.txt", "41", "42");
        var yaml = "fail_to_pass: ['" + script + "']\n";
        var cheat = "true\n";
        var task = evaluate(archive(cheat, yaml, patch, "placed"));
        var fixed = evaluate(archive(FIX, yaml, patch, "placed"));
        var own = evaluate(archive(FIX + "echo 43 > tests/expected.txt\n", yaml, patch, "placed"));

        assertThat(failureClass(task)).as(task.toString()).isEqualTo("tests_failed");
        assertThat(runs(task, "base")).isEqualTo(1);
        assertThat(failureClass(fixed)).as(fixed.toString()).isEqualTo("passed");
        assertThat(runs(fixed, "base")).isZero();
        assertThat(failureClass(own)).as(own.toString()).isEqualTo("passed");
    }

    @Test
    void testsThatTheTaskAsksForAreTheAgents() {
        var yaml = "fail_to_pass: ['grep -q 42 tests/expected.txt']\n";
        var patch = patch("tests/expected.txt", "41", "42");
        var done = evaluate(archive("echo 42 > tests/expected.txt\n", yaml, patch, "asked for"));
        var undone = evaluate(archive("echo 43 > tests/expected.txt\n", yaml, patch, "asked for"));

        assertThat(failureClass(undone)).as(undone.toString()).isEqualTo("tests_failed");
        assertThat(failureClass(done)).as(done.toString()).isIn("passed", "tampering");
    }

    @Test
    void summaryWithFewerPassedTestsThanTheSolutionsIsNoPass() {
        var base = repository.head();
        repository.commit("report.txt", "=== 1 failed in 0.01s ===\n");
        try {
            var yaml = "fail_to_pass: ['cat report.txt; grep -q passed report.txt']\n";
            var patch =
                    patch("report.txt", "=== 1 failed in 0.01s ===", "=== 3 passed in 0.01s ===");
            var fewer =
                    evaluate(
                            archive(
                                    "echo '=== 1 passed, 2 skipped in 0.01s ===' > report.txt\n",
                                    yaml,
                                    patch,
                                    "counts"));
            var more =
                    evaluate(
                            archive(
                                    "echo '=== 4 passed in 0.01s ===' > report.txt\n",
                                    yaml,
                                    patch,
                                    "counts"));

            assertThat(failureClass(fewer)).as(fewer.toString()).isEqualTo("tests_failed");
            assertThat(fewer.path("error").asString())
                    .contains("reported 1 passed test, and 3 with the task's own solution");
            assertThat(failureClass(more)).as(more.toString()).isEqualTo("passed");
        } finally {
            repository.git("reset", "--quiet", "--hard", base);
        }
    }

    @Test
    void metricsCountValidationsByResult() {
        evaluate(archive(FIX, "fail_to_pass: ['" + CHECK + "']\n", PATCH));

        assertThat(service.client().get("/metrics").response().body())
                .containsPattern(
                        "term_executor_validation_duration_seconds_count\\{result=\"valid\",run=\"base\"\\}"
                            + " [1-9]");
    }
}
