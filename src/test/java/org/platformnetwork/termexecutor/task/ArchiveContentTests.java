package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.task.ArchiveContent.Complete;
import org.platformnetwork.termexecutor.task.ArchiveContent.Unusable;
import org.platformnetwork.termexecutor.testing.TestArchive;

class ArchiveContentTests {

    @TempDir Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"", "upload-1/"})
    void readsTasksAndAgentAtTheRootOrOneDirectoryDown(String root) throws IOException {
        var archive = task(new TestArchive(), root + "tasks/t1").file(root + "agent_code/a.py", "");

        assertThat(read(archive))
                .isInstanceOfSatisfying(
                        Complete.class,
                        complete -> {
                            assertThat(complete.agent().entry()).isEqualTo("a.py");
                            assertThat(complete.tasks())
                                    .extracting(LoadedTask::id)
                                    .containsExactly(new TaskId("t1"));
                        });
    }

    @Test
    void otherDirectoriesBesideTheRootDoNotMatter() throws IOException {
        var archive =
                task(new TestArchive(), "upload/tasks/t1")
                        .file("upload/agent_code/a.py", "")
                        .file("__MACOSX/upload/._x", "")
                        .file("README.md", "");

        assertThat(read(archive)).isInstanceOf(Complete.class);
    }

    @Test
    void keepsInvalidTasksBesideValidOnes() throws IOException {
        var archive =
                task(TestArchive.withAgent("agent.py", ""), "tasks/good")
                        .file("tasks/bad/workspace.yaml", "[");

        assertThat(read(archive))
                .isInstanceOfSatisfying(
                        Complete.class,
                        complete ->
                                assertThat(complete.tasks())
                                        .hasExactlyElementsOfTypes(
                                                InvalidTask.class, EvaluationTask.class));
    }

    @Test
    void isUnusableTwoDirectoriesDown() throws IOException {
        assertUnusable(task(new TestArchive(), "a/b/tasks/t1"), "no tasks/ directory");
    }

    @Test
    void isUnusableWithoutAnything() throws IOException {
        assertUnusable(new TestArchive(), "no tasks/ directory");
    }

    @Test
    void isUnusableWhenTasksIsFile() throws IOException {
        assertUnusable(TestArchive.withAgent("agent.py", "").file("tasks", ""), "no tasks/");
    }

    @Test
    void isUnusableWithoutAgentCode() throws IOException {
        assertUnusable(task(new TestArchive(), "tasks/t1"), "no agent_code/");
        assertUnusable(new TestArchive().file("agent_code", ""), "no agent_code/");
    }

    @Test
    void isUnusableWithAmbiguousAgent() throws IOException {
        var archive = TestArchive.withAgent("a.py", "").file("agent_code/b.py", "");

        assertUnusable(task(archive, "tasks/t1"), "agent_code/ has no entry");
    }

    @Test
    void isUnusableWithoutTaskDirectories() throws IOException {
        assertUnusable(
                TestArchive.withAgent("agent.py", "").file("tasks/t1/prompt.md", "Fix it."),
                "no directory with a workspace.yaml");
    }

    @Test
    void isUnusableWhenNoTaskIsReadableAndSaysWhy() throws IOException {
        assertUnusable(
                TestArchive.withAgent("agent.py", "")
                        .file("tasks/t1/workspace.yaml", "- a list\n")
                        .file("tasks/t2/workspace.yaml", "repo: owner/name\n"),
                "t1: workspace.yaml holds no mapping");
    }

    private void assertUnusable(TestArchive archive, String reason) throws IOException {
        assertThat(read(archive))
                .isInstanceOfSatisfying(
                        Unusable.class,
                        unusable ->
                                assertThat(unusable.reason())
                                        .contains(reason)
                                        .doesNotContain(temporary.toString()));
    }

    private ArchiveContent read(TestArchive archive) throws IOException {
        return ArchiveContent.read(archive.layOut(temporary));
    }

    private static TestArchive task(TestArchive archive, String directory) {
        return archive.file(directory + "/workspace.yaml", "repo: owner/name\n")
                .file(directory + "/prompt.md", "Fix it.")
                .file(directory + "/tests/test_1.sh", "true\n");
    }
}
