package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.task.EvaluationTask.Assignment;
import org.platformnetwork.termexecutor.task.EvaluationTask.Base;
import org.platformnetwork.termexecutor.task.EvaluationTask.Environment;
import org.platformnetwork.termexecutor.task.EvaluationTask.Install;
import org.platformnetwork.termexecutor.task.EvaluationTask.Tests;

/** Tasks that are run or judged otherwise have other hashes, however their parts are cut. */
class TaskContentTests {

    private static final TestScript FIRST = new TestScript.CommandLine("1", "true");

    private @TempDir Path directory;

    private static EvaluationTask task(
            List<String> install,
            String repoPath,
            @Nullable String image,
            List<TestScript> scripts,
            List<TestFile> files,
            @Nullable String reference) {
        return new EvaluationTask(
                new TaskId("t"),
                new Base("https://example.org/r.git", "a".repeat(40), null),
                new Install(install, ""),
                new Assignment("prompt", ""),
                new Tests(scripts, files, ""),
                reference == null
                        ? null
                        : new ReferencePatch(
                                Set.of(), new ReferencePatch.Content.Declared(reference)),
                new Environment(repoPath, image, null));
    }

    private static EvaluationTask task(List<TestScript> scripts, List<TestFile> files) {
        return task(List.of(), "/repo", null, scripts, files, null);
    }

    @Test
    void scriptIsNoTestFile() throws IOException {
        var file = Files.writeString(directory.resolve("x.sh"), "exit 1\n");
        var script = new TestScript.ScriptFile("x.sh", file);
        var overlay = new TestFile.Stored("x.sh", file);

        assertAllDiffer(
                task(List.of(FIRST, script), List.of()),
                task(List.of(FIRST), List.of(overlay)),
                task(List.of(FIRST), List.of()));
    }

    @Test
    void scriptIsNoCommandLine() throws IOException {
        var file = Files.writeString(directory.resolve("x.sh"), "exit 1\n");

        assertAllDiffer(
                task(List.of(new TestScript.ScriptFile("x.sh", file)), List.of()),
                task(List.of(new TestScript.CommandLine("x.sh", "exit 1\n")), List.of()));
    }

    @Test
    void installCommandIsNothingThatFollowsIt() throws IOException {
        var scripts = List.of(FIRST);
        var tasks =
                List.of(
                        task(List.of("/a"), "/b", "c", scripts, List.of(), null),
                        task(List.of("/a", "/b"), "c", null, scripts, List.of(), null),
                        task(List.of("/a/b"), "/b", "c", scripts, List.of(), null),
                        task(List.of(), "/a", "/b", scripts, List.of(), null),
                        task(List.of("/a|2|"), "/b", "c", scripts, List.of(), null),
                        task(List.of("/a", ""), "/b", "c", scripts, List.of(), null));

        assertAllDiffer(tasks.toArray(EvaluationTask[]::new));
        var preparations = new ArrayList<String>();
        for (var task : tasks) {
            preparations.add(task.preparationHash());
        }
        assertThat(preparations).doesNotHaveDuplicates();
    }

    /** What it changes, and whether the task is valid with it, decides how an agent is judged. */
    @Test
    void referencePatchDecidesTheVerdictToo() throws IOException {
        var scripts = List.of(FIRST);

        assertAllDiffer(
                task(List.of(), "/repo", null, scripts, List.of(), "+++ b/a.py\n"),
                task(List.of(), "/repo", null, scripts, List.of(), "+++ b/conftest.py\n"),
                task(List.of(), "/repo", null, scripts, List.of(), ""),
                task(scripts, List.of()));
    }

    private static void assertAllDiffer(EvaluationTask... tasks) throws IOException {
        var hashes = new ArrayList<String>();
        for (var task : tasks) {
            hashes.add(task.contentHash());
        }
        assertThat(hashes).doesNotHaveDuplicates();
    }
}
