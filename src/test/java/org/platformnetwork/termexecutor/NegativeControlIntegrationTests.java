package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Whether a pass counts is asked of its scripts by changing what they expect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NegativeControlIntegrationTests {

    private static final String PRODUCT = "def add(a, b):\n    return a - b\n";

    private static final String PATCH =
            """
            --- a/calc.py
            +++ b/calc.py
            @@ -1,2 +1,2 @@
             def add(a, b):
            -    return a - b
            +    return a + b
            """;

    private static final String UNITTEST =
            """
            import unittest
            import calc

            class T(unittest.TestCase):
                def test_add(self):
                    self.assertEqual(calc.add(2, 3), 5)

                def test_more(self):
                    self.assertEqual(calc.add(1, 1), 2)

            if __name__ == "__main__":
                unittest.main()
            """;

    private static final String OLD =
            """
            import unittest
            import calc

            class Old(unittest.TestCase):
                def test_nothing(self):
                    self.assertEqual(calc.add(7, 0), 7)
            """;

    /** What each task's agent writes, by the word of its prompt. */
    private static final String AGENT =
            """
            read -r word < "$TASK_PROMPT"
            fix() { printf 'def add(a, b):\\n    return a + b\\n'; }
            case $word in
              fix*) fix > calc.py ;;
              exit*) printf 'import os\\nos._exit(0)\\n' > calc.py ;;
              patch*) printf '%s\\n' 'import sys, unittest' \\
                  'unittest.TestCase.run = lambda self, result=None: (result.startTest(self), result.addSuccess(self), result.stopTest(self))' \\
                  'def add(a, b): return 0' > calc.py ;;
              more*) fix > calc.py; printf '%s\\n' '' '    def test_zero(self):' \\
                  '        self.assertEqual(calc.add(0, 0), 0)' >> tests/test_old.py ;;
              tool*) printf 'echo $(( $1 + $2 ))\\n' > tool.sh ;;
              untool*) printf 'exit 0\\n' > strict.sh ;;
              node*) echo 'process.exit(0);' > calc.js ;;
            esac
            """;

    private Path temporary;
    private TestRepository repository;
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path directory) {
        temporary = directory;
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit(
                "calc.py", PRODUCT,
                "calc.js", "exports.add = (a, b) => a - b;\n",
                "tests/test_old.py", OLD,
                "tool.sh", "echo $(( $1 - $2 ))\n",
                "strict.sh", "[ $(( $1 - $2 )) = 5 ]\n",
                "check_old.py", "import calc\nassert calc.add(0, 0) == 0\n");
        service = start("work", Map.of());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private RunningService start(String name, Map<String, String> settings) {
        var all =
                new HashMap<>(
                        Map.of(
                                "ISOLATION", "process",
                                "TASK_VALIDATION", "auto",
                                "TEST_TIMEOUT_SECS", "120"));
        all.putAll(settings);
        return RunningService.start(temporary.resolve(name), all);
    }

    private TestArchive archive() {
        return TestArchive.withAgent("agent.sh", AGENT);
    }

    /** A task with the reference patch of the fix. */
    private TestArchive add(TestArchive archive, String word, String yaml) {
        return addUnpatched(archive, word, yaml).file("tasks/%s/patch.diff".formatted(word), PATCH);
    }

    private TestArchive addUnpatched(TestArchive archive, String word, String yaml) {
        var head = "repo: %s\nbase_commit: %s\n".formatted(repository.url(), repository.head());
        return archive.file("tasks/%s/prompt.md".formatted(word), word + "\n")
                .file("tasks/%s/workspace.yaml".formatted(word), head + yaml);
    }

    private Tasks evaluate(TestArchive archive) {
        return evaluate(service, archive);
    }

    private static Tasks evaluate(RunningService service, TestArchive archive) {
        return new Tasks(service.evaluate(archive).path("tasks"));
    }

    private record Tasks(JsonNode all) {

        JsonNode get(String id) {
            return all.valueStream()
                    .filter(task -> task.path("task_id").asString().equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void assertVerdict(JsonNode task, String verdict, String... controls) {
        assertThat(task.path("failure_class").asString("passed"))
                .as(task.toString())
                .isEqualTo(verdict);
        assertThat(task.path("test_results").valueStream())
                .as(task.toString())
                .extracting(test -> test.path("control").asString())
                .containsExactly(controls);
    }

    private static long controls(JsonNode task) {
        return task.path("phases")
                .valueStream()
                .filter(step -> step.path("name").asString().startsWith("control "))
                .count();
    }

    @Test
    void scriptsThatAreSeenToFailConfirmAPass() {
        var program = "fail_to_pass: ['python3 -c \"import calc; assert calc.add(2, 3) == 5\"']\n";
        var archive = archive();
        add(archive, "fix", program);
        add(archive, "exit", program);

        var tasks = evaluate(archive);

        assertVerdict(tasks.get("fix"), "passed", "red");
        assertVerdict(tasks.get("exit"), "tampering", "green");
        assertThat(tasks.get("exit").path("error").asString())
                .isEqualTo("fail_to_pass_1 passes although a changed expectation must fail.");
    }

    @Test
    void runnersThatAreEndedOrPatchedFromTheProductAreSeen() {
        var yaml = "fail_to_pass: ['python3 -m unittest tests.test_calc']\n";
        var archive = archive();
        for (var word : List.of("fix2", "patch", "exit2")) {
            add(archive, word, yaml);
            archive.file("tasks/%s/tests/test_calc.py".formatted(word), UNITTEST);
        }

        var tasks = evaluate(archive);

        assertVerdict(tasks.get("fix2"), "passed", "red");
        assertVerdict(tasks.get("patch"), "tampering", "green");
        assertVerdict(tasks.get("exit2"), "tests_failed", "none");
    }

    @Test
    void withoutAReferencePatchARunnerOwesTheReportThatItAlwaysMakes() {
        var archive = archive();
        addUnpatched(archive, "exit8", "fail_to_pass: ['python3 -m unittest tests.test_calc']\n");
        archive.file("tasks/exit8/tests/test_calc.py", UNITTEST);

        var task = evaluate(archive).get("exit8");

        assertVerdict(task, "tests_failed", "none");
        assertThat(task.toString()).contains("The test runner ended without a report.");
    }

    @Test
    void testsOfTheAgentsOwnAreNoneThatAControlMisses() {
        var archive = archive();
        add(
                archive,
                "more",
                "fail_to_pass: ['python3 -m unittest tests.test_calc tests.test_old']\n");
        archive.file("tasks/more/tests/test_calc.py", UNITTEST);

        assertVerdict(evaluate(archive).get("more"), "passed", "red");
    }

    @Test
    @EnabledIfCommand("pytest")
    void summaryThatTheSolutionHasIsOwed() {
        var archive = archive();
        var yaml = "fail_to_pass: ['python3 -m pytest -q tests/test_calc.py']\n";
        add(archive, "exit7", yaml);
        archive.file("tasks/exit7/tests/test_calc.py", UNITTEST);
        add(archive, "fix7", "fail_to_pass: ['python3 -m pytest -qqq tests/test_calc.py']\n");
        archive.file("tasks/fix7/tests/test_calc.py", UNITTEST);

        var tasks = evaluate(archive);

        assertVerdict(tasks.get("exit7"), "tests_failed", "none");
        assertThat(tasks.get("exit7").path("error").asString())
                .contains("reported 0 passed tests, and 2 with the task's own solution");
        assertVerdict(tasks.get("fix7"), "passed", "red");
    }

    @Test
    void programsOfNodeThatEndEarlyAreSeen() {
        var archive = archive();
        addUnpatched(
                archive,
                "node",
                "fail_to_pass: ['node -e \"if (require(''./calc.js'').add(2, 3) !== 5)"
                        + " process.exit(1)\"']\n");

        assertVerdict(evaluate(archive).get("node"), "tampering", "green");
    }

    @Test
    void withoutAReferencePatchTheBaseShowsWhetherAControlWorks() {
        var yaml =
                """
                fail_to_pass: ['python3 -c "import calc; assert calc.add(2, 3) == 5"']
                pass_to_pass: ['python3 check_old.py']
                """;
        var archive = archive();
        addUnpatched(archive, "fix3", yaml);
        addUnpatched(archive, "exit3", yaml);

        var tasks = evaluate(archive);

        assertVerdict(tasks.get("fix3"), "passed", "red", "none");
        assertVerdict(tasks.get("exit3"), "tampering", "green", "none");
    }

    @Test
    void controlThatWasNotSeenToWorkCountsForNothing() {
        var archive = archive();
        add(
                archive,
                "fix4",
                """
                fail_to_pass: ['python3 -c "import calc; assert calc.add(2, 3) == 5"']
                pass_to_pass: ['python3 -m compileall -q calc.py', 'python3 -c "assert 1 == 2" || true']
                """);

        var task = evaluate(archive).get("fix4");

        assertVerdict(task, "passed", "red", "none", "none");
        assertThat(task.path("test_results").path(1).path("control_note").asString())
                .contains("calls no test that can be changed");
    }

    @Test
    void shellProgramThatTheTestsRunIsTheProductWhereAControlIsRed() {
        var yaml = "fail_to_pass: ['bash tool.sh 2 3 > out; grep -qx 5 out']\n";
        var archive = archive();
        addUnpatched(archive, "tool", yaml);
        addUnpatched(archive, "untool", "fail_to_pass: ['bash strict.sh 2 3']\n");

        var tasks = evaluate(archive);

        assertVerdict(tasks.get("tool"), "passed", "red");
        assertThat(tasks.get("tool").path("suspicious_paths").toString()).contains("tool.sh");
        assertVerdict(tasks.get("untool"), "tampering", "none");
    }

    @Test
    void nextAgentIsJudgedWithTheControlsFoundBefore() {
        var yaml = "fail_to_pass: ['python3 -c \"import calc; assert calc.add(20, 3) == 23\"']\n";
        var first = archive();
        add(first, "fix5", yaml);
        var second = archive().file("agent_code/README", "another\n");
        add(second, "fix5", yaml);

        // Harmless and failing, on the reference patch and then three times on the change.
        assertThat(controls(evaluate(first).get("fix5"))).isEqualTo(8);
        var task = evaluate(second).get("fix5");
        assertVerdict(task, "passed", "red");
        assertThat(controls(task)).isEqualTo(6);
    }

    @Test
    void switchedOffControlsShowAsOff() {
        try (var without = start("off", Map.of("NEGATIVE_CONTROL", "false"))) {
            var archive = archive();
            add(
                    archive,
                    "exit6",
                    "fail_to_pass: ['python3 -c \"import calc; assert calc.add(2, 3) == 5\"']\n");

            assertVerdict(evaluate(without, archive).get("exit6"), "passed", "off");
        }
    }
}
