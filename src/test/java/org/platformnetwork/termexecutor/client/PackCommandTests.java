package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.json.JsonMapper;

class PackCommandTests {

    @TempDir private Path directory;
    private TestRepository repository;

    @BeforeEach
    void createRepository() {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
    }

    private Path layOut(TestArchive archive) {
        return archive.layOut(directory.resolve("packed"));
    }

    private TestArchive archive() {
        return TestArchive.withAgent("agent.sh", "true\n").task("good", repository, "true\n");
    }

    private static ToolRun run(Object... arguments) {
        var words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        return ToolRun.of(Map.of(), words);
    }

    @Test
    void goodTasksAreNamed() {
        var run = run("pack", "--check", layOut(archive()));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("ok      good\n");
    }

    @Test
    void directoryAloneIsChecked() {
        var tree = layOut(archive().file("tasks/bad/workspace.yaml", "["));

        var checked = run("pack", tree);
        var json = run("pack", tree, "--json");

        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(checked.out()).contains("ok      good\n", "invalid bad: ");
        assertThat(json.exitCode()).isEqualTo(1);
        var tasks = JsonMapper.shared().readTree(json.out()).path("tasks");
        assertThat(tasks).hasSize(2);
        assertThat(tasks.path(0).path("task_id").asString()).isEqualTo("bad");
        assertThat(tasks.path(0).path("valid").asBoolean(true)).isFalse();
        assertThat(tasks.path(0).path("problem").asString()).isNotBlank();
        assertThat(tasks.path(1).path("valid").asBoolean()).isTrue();
    }

    @Test
    void limitsThatAddUpToMoreThanASessionAreWarnedOf() {
        var tree = layOut(archive().task("second", repository, "true\n")).toString();
        var limits =
                Map.of(
                        "CLONE_TIMEOUT_SECS", "10",
                        "AGENT_TIMEOUT_SECS", "100",
                        "TEST_TIMEOUT_SECS", "20");
        var shorter = new HashMap<>(limits);
        shorter.put("SESSION_TTL_SECS", "259");
        var enough = new HashMap<>(limits);
        enough.put("SESSION_TTL_SECS", "260");

        var warned = ToolRun.of(shorter, "pack", "--check", tree);

        assertThat(warned.exitCode()).isZero();
        assertThat(warned.out())
                .contains("warning the time limits of all tasks add up to 260 s")
                .contains("SESSION_TTL_SECS=259");
        assertThat(ToolRun.of(enough, "pack", "--check", tree).out()).doesNotContain("warning");
    }

    @Test
    void whatIsTakenFromScriptsIsNamed() {
        var tree =
                layOut(
                        archive()
                                .file("tasks/good/tests/test_1.sh", "\uFEFFset -e\r\ntrue\r\n")
                                .file("tasks/good/tests/test_2.sh", "true\r\n")
                                .file("tasks/good/tests/test_3.sh", "true\n"));

        assertThat(run("pack", "--check", tree).out())
                .isEqualTo(
                        """
                        ok      good
                                tests/test_1.sh runs without a byte-order mark and CR LF line ends.
                                tests/test_2.sh runs without CR LF line ends.
                        """);
    }

    @Test
    void invalidTaskIsExplained() {
        var tree = layOut(archive().file("tasks/bad/workspace.yaml", "repo: [\n"));

        var run = run("pack", "--check", tree);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("ok      good\n").contains("invalid bad: bad: workspace");
    }

    @Test
    void everyTaskIsExplainedWhenNoneCanBeRead() {
        var tree =
                layOut(
                        TestArchive.withAgent("agent.sh", "true\n")
                                .file("tasks/a/workspace.yaml", "x: y\n")
                                .file("tasks/b/workspace.yaml", "x: y\n"));

        var run = run("pack", "--check", tree);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("invalid a: ").contains("invalid b: ");
        assertThat(run.err()).contains("No task can be read.");
    }

    @Test
    void missingAgentIsUnusable() {
        var tree = layOut(new TestArchive().task("good", repository, "true\n"));

        var run = run("pack", "--check", tree);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("agent_code/");
    }

    @Test
    void linkIsRefusedAndNothingWritten() throws Exception {
        var tree = layOut(archive());
        Files.createSymbolicLink(tree.resolve("agent_code/passwd"), Path.of("/etc/passwd"));
        var zip = directory.resolve("out.zip");

        var run = run("pack", tree, "-o", zip);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'agent_code/passwd' is a link");
        assertThat(zip).doesNotExist();
    }

    @Test
    void nameThatSteersTheTerminalIsShownHarmless() {
        var tree = layOut(archive().file("tasks/x\u001b[2J/workspace.yaml", "x: y\n"));

        var run = ToolRun.atTerminal(Map.of("NO_COLOR", "1"), "pack", "--check", tree.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out() + run.err()).doesNotContain("\u001b").contains("x?[2J");
    }

    @Test
    void coloursAppearAtTerminalsOnly() {
        var tree = layOut(archive()).toString();

        assertThat(ToolRun.atTerminal(Map.of(), "pack", "--check", tree).out())
                .isEqualTo("\u001b[32mok     \u001b[0m good\n");
        assertThat(ToolRun.of(Map.of(), "pack", "--check", tree).out()).doesNotContain("\u001b");
    }

    @Test
    void wrongUsageIsUnusable() {
        assertThat(run("pack", "--check").exitCode()).isEqualTo(2);
        assertThat(run("pack", directory).exitCode()).isEqualTo(2);
        assertThat(run("pack", "--check", directory.resolve("absent")).exitCode()).isEqualTo(2);
    }
}
