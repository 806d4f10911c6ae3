package org.platformnetwork.termexecutor.pipeline.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.pipeline.patch.AgentPatch;
import org.platformnetwork.termexecutor.pipeline.patch.ReferenceSolution;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.task.TestFile;
import org.platformnetwork.termexecutor.task.TestScript;

class ControlSourcesTests {

    @TempDir private Path temporary;
    private Layer layer;

    @BeforeEach
    void create() throws IOException {
        layer = Layer.create(temporary.resolve("layer"));
    }

    @Test
    void testsAndWhatTheyExpectAreReadAndTheProductIsNot() throws IOException {
        base("tests/test_a.py", "old\n");
        base("tests/expected.json", "{}\n");
        base("calc.py", "product\n");
        base("calc.json", "{}\n");
        base("src/lib.rs", "#[test]\nfn a() {}\n");
        base("src/main.rs", "fn main() {}\n");

        assertThat(sources())
                .containsOnlyKeys(
                        "tests/test_hidden.py",
                        "tests/test_a.py",
                        "tests/expected.json",
                        "src/lib.rs");
    }

    @Test
    void allTogetherFitIntoMemory() throws IOException {
        var large = "x".repeat(1 << 20);
        for (int i = 0; i < 40; i++) {
            base("tests/test_%d.py".formatted(i), large);
        }

        assertThat(sources().values().stream().mapToLong(String::length).sum())
                .isBetween(8L << 20, 33L << 20);
    }

    @Test
    void testsInFilesOfTheProductAreThoseOfTheBase() throws IOException {
        base("src/lib.rs", "#[test]\nfn old() {}\n");
        base("src/new.rs", "fn none() {}\n");
        base("tests/a.rs", "#[test]\nfn old() {}\n");
        var files = new HashMap<String, ReferenceSolution.ChangedContent>();
        for (var path : List.of("src/lib.rs", "src/new.rs", "tests/a.rs")) {
            var file = temporary.resolve(path.replace('/', '-'));
            Files.writeString(file, "#[test]\nfn added() {}\n");
            files.put(path, new ReferenceSolution.ChangedContent(file, false));
        }
        var patch = new AgentPatch(temporary, "", List.of(), List.of(), List.of());

        var sources = sources(new ReferenceSolution(patch, files, List.of()));

        assertThat(sources.get("src/lib.rs")).contains("old");
        assertThat(sources.get("src/new.rs")).contains("added");
        assertThat(sources.get("tests/a.rs")).contains("added");
        assertThat(sources.keySet()).startsWith("tests/test_hidden.py", "src/lib.rs");
    }

    private Map<String, String> sources() throws IOException {
        return sources(null);
    }

    private Map<String, String> sources(@Nullable ReferenceSolution solution) throws IOException {
        var tests =
                new EvaluationTask.Tests(
                        List.of(new TestScript.CommandLine("fail_to_pass_1", "pytest")),
                        List.of(new TestFile.Declared("tests/test_hidden.py", "pass\n")),
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
        return ControlSources.read(task, layer, solution);
    }

    private void base(String path, String content) throws IOException {
        var file = layer.repository().resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }
}
