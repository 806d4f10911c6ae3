package org.platformnetwork.termexecutor.pipeline.patch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.pipeline.patch.HarnessChanges.HarnessChange;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.task.TestFile;
import org.platformnetwork.termexecutor.task.TestScript;

class HarnessChangesTests {

    @TempDir private Path temporary;
    private Layer layer;

    @BeforeEach
    void create() throws IOException {
        layer = Layer.create(temporary.resolve("layer"));
    }

    @Test
    void tellsTestsFromWhatRunsThem() throws IOException {
        base("scripts/test.sh", "bash scripts/inner.sh");

        assertThat(
                        kinds(
                                "bash scripts/test.sh",
                                "tests/test_a.py",
                                "conftest.py",
                                "scripts/inner.sh",
                                "calc.py",
                                "testdata/a.json"))
                .isEqualTo(
                        Map.of(
                                "tests/test_a.py",
                                false,
                                "testdata/a.json",
                                false,
                                "conftest.py",
                                true,
                                "scripts/inner.sh",
                                true));
    }

    @Test
    void packagesBelowFixturesAreFixtures() throws IOException {
        assertThat(kinds("true", "fixtures/node_modules/a/i.js", "node_modules/a/i.js"))
                .isEqualTo(
                        Map.of("fixtures/node_modules/a/i.js", false, "node_modules/a/i.js", true));
    }

    @Test
    void hiddenTestsAreLaidAnyway() throws IOException {
        assertThat(kinds("true", "tests/test_hidden.py")).isEmpty();
        assertThat(kinds("true", "tests/test_hidden/__init__.py", "tests/test_hidden.so"))
                .containsValues(true)
                .hasSize(2);
    }

    @Test
    void followsHiddenScriptsIntoTheRepository() throws IOException {
        assertThat(kinds("bash tests/run.sh", "ci/inner.sh")).containsEntry("ci/inner.sh", true);
    }

    @Test
    void linksInPlaceOfDirectoriesOfTestsAreTests() throws IOException {
        var harness = harness("true");
        var link = new ChangedFile("000000", "120000", "0", "1", "tests");
        var file = new ChangedFile("000000", "100644", "0", "1", "tests");

        assertThat(harness.of(change(link), Set.of())).hasSize(1);
        assertThat(harness.of(change(file), Set.of())).isEmpty();
    }

    @Test
    void looksForModulesWherePythonDoes() throws IOException {
        base("calc/__init__.py", "");
        var harness = harness("PYTHONPATH=\"./python:$PWD/more\" python3 -m unittest");

        assertThat(
                        harness.newModules(
                                change(
                                        "json.py",
                                        "calc/new.py",
                                        "src/re/__init__.py",
                                        "python/ast.py",
                                        "more/csv.so",
                                        "other/dis.py",
                                        "notes.txt")))
                .containsExactlyInAnyOrder(
                        "json", "src", "re", "python", "ast", "more", "csv", "other");
    }

    @Test
    void modulesThatShadowInstalledOnesSayHowTestsAreRun() throws IOException {
        var harness = harness("true");

        var found =
                harness.of(change("json.py", "yaml/__init__.py", "own.py"), Set.of("json", "yaml"));

        assertThat(found)
                .extracting(HarnessChange::path)
                .containsExactly("json.py", "yaml/__init__.py");
        assertThat(found).allMatch(HarnessChange::runs);
    }

    @Test
    void programsOfTheProductAreNotCalledHarness() throws IOException {
        base("bin/tool", ". lib/common.sh");
        base("Makefile", "install:\n\tinstall -m 755 bin/tool /usr/bin/tool\n");

        assertThat(
                        kinds(
                                "./bin/tool; . lib/common.sh; ./check.sh",
                                "bin/tool",
                                "lib/common.sh",
                                "check.sh"))
                .isEqualTo(Map.of("check.sh", true));
    }

    @Test
    void knowsWhatScriptsAskFor() throws IOException {
        var harness = harness("cd /repo && pytest ./tests/test_new.py tests/unit");

        assertThat(harness.isNamed("tests/test_new.py")).isTrue();
        assertThat(harness.isNamed("test_new.py")).isFalse();
        assertThat(harness.isNamed("tests/test_new")).isFalse();
        assertThat(harness.isNamed("tests/unit/test_a.py")).isFalse();
    }

    private Map<String, Boolean> kinds(String script, String... paths) throws IOException {
        return harness(script).of(change(paths), Set.of()).stream()
                .collect(Collectors.toMap(HarnessChange::path, HarnessChange::runs));
    }

    private HarnessChanges harness(String script) throws IOException {
        var tests =
                new EvaluationTask.Tests(
                        List.of(new TestScript.CommandLine("fail_to_pass_1", script)),
                        List.of(
                                new TestFile.Declared("tests/test_hidden.py", "pass\n"),
                                new TestFile.Declared("tests/run.sh", "bash ci/inner.sh\n")),
                        "");
        var task =
                new EvaluationTask(
                        new TaskId("t"),
                        new EvaluationTask.Base("https://example.invalid/r", null, null),
                        new EvaluationTask.Install(List.of(), ""),
                        new EvaluationTask.Assignment("prompt", ""),
                        tests,
                        null,
                        new EvaluationTask.Environment("/repo", null, null));
        return new HarnessChanges(task, layer);
    }

    private AgentPatch change(String... paths) {
        return change(
                Arrays.stream(paths)
                        .map(path -> new ChangedFile("000000", "100644", "0", "1", path))
                        .toArray(ChangedFile[]::new));
    }

    private AgentPatch change(ChangedFile... files) {
        return new AgentPatch(temporary, "", List.of(files), List.of(), List.of());
    }

    private void base(String path, String content) throws IOException {
        var file = layer.repository().resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }
}
