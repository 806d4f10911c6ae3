package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.task.EvaluationTask.Environment;
import org.platformnetwork.termexecutor.testing.TestArchive;

class TaskLoaderTests {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir Path temporary;

    @Test
    void readsDialectA() throws IOException {
        var task =
                only(
                        task(
                                "task-1",
                                """
                                repo: https://example.invalid/owner/name.git
                                version: v1
                                base_commit: %s
                                install: [make deps, make]
                                language: c
                                """
                                        .formatted(COMMIT)));

        assertThat(task.id()).isEqualTo(new TaskId("task-1"));
        assertThat(task.base().repository()).isEqualTo("https://example.invalid/owner/name.git");
        assertThat(task.base().commit()).isEqualTo(COMMIT);
        assertThat(task.install().commands()).containsExactly("make deps", "make");
        assertThat(task.prompt()).isEqualTo("Fix it.");
        assertThat(task.tests().scripts())
                .containsExactly(
                        new TestScript.ScriptFile(
                                "test_1.sh", temporary.resolve("tasks/task-1/tests/test_1.sh")));
        assertThat(task.tests().files()).isEmpty();
        assertThat(task.environment()).isEqualTo(new Environment("/repo", null, "c"));
    }

    @Test
    void readsDialectB() throws IOException {
        var task =
                only(
                        task(
                                "owner/name-70",
                                """
                                id: owner/name-70
                                repo: owner/name
                                base_commit: %s
                                merge_commit: ffffffffffffffffffffffffffffffffffffffff
                                language: python
                                patch: gold
                                test_patch: hidden
                                fail_to_pass: [pytest a.py]
                                pass_to_pass: [pytest b.py]
                                install_config: {install: [pip install .], test_cmd: pytest, python: 3.11}
                                meta: {difficulty: hard, test_files: "[]"}
                                prompt: Not this one.
                                created_at: 2025-01-01
                                quality_score: 0.9
                                """
                                        .formatted(COMMIT)));

        assertThat(task.id()).isEqualTo(new TaskId("owner/name-70"));
        assertThat(task.base().repository()).isEqualTo("https://github.com/owner/name");
        assertThat(task.base().commit()).isEqualTo(COMMIT);
        assertThat(task.install().commands()).containsExactly("pip install .");
        assertThat(task.prompt()).isEqualTo("Fix it.");
        assertThat(task.tests().scripts())
                .extracting(TestScript::name)
                .containsExactly("test_1.sh");
    }

    @Test
    void findsTasksAtAnyDepthInTheOrderOfTheirPaths() throws IOException {
        var archive = new TestArchive();
        for (var place : List.of("z", "owner/name-7", "a/b/c/d")) {
            add(archive, place, "repo: owner/name\n");
        }
        archive.file("tasks/none/prompt.md", "No task.").file("tasks/README.md", "");

        assertThat(load(archive))
                .extracting(LoadedTask::id)
                .extracting(TaskId::value)
                .containsExactly("a/b/c/d", "owner/name-7", "z");
    }

    @ParameterizedTest
    @CsvSource({
        "'id: one\ntask_id: two', one",
        "'task_id: two', two",
        "'task_id: 42', 42",
        "'id: \"\"', owner/place",
        "'{}', owner/place",
    })
    void idIsIdElseTaskIdElsePath(String keys, String id) throws IOException {
        var loaded = load(task("owner/place", keys + "\n"));

        assertThat(loaded).extracting(LoadedTask::id).containsExactly(new TaskId(id));
    }

    @ParameterizedTest
    @CsvSource({
        "'meta: {difficulty: hard}', Hard",
        "'meta: {difficulty: Medium}', Medium",
        "'difficulty_score: 1', Easy",
        "'meta: {difficulty: unknown}, difficulty_score: 3', Hard",
        "'meta: {difficulty: [hard]}', ''",
        "'meta: hard', ''",
        "'difficulty_score: 7', ''",
        "'', ''"
    })
    void difficultyIsAWordThatAgentsKnowOrNothing(String keys, String difficulty)
            throws IOException {
        var task = only(task("t", "{repo: o/n, %s}\n".formatted(keys)));

        assertThat(task.assignment().difficulty()).isEqualTo(difficulty);
    }

    @Test
    void laterTaskFailsWhenTwoHaveOneId() throws IOException {
        var archive = task("first", "repo: o/n\nid: same\n");
        add(archive, "second", "repo: o/n\nid: same\n");

        var loaded = load(archive);

        assertThat(loaded).extracting(LoadedTask::id).doesNotHaveDuplicates();
        assertThat(loaded.getFirst()).isInstanceOf(EvaluationTask.class);
        assertThat(reason(loaded.getLast())).contains("second", "workspace.yaml", "same", "first");
    }

    @Test
    void idsStayUniqueWhenOneTaskTakesThePathsOfOthers() throws IOException {
        var archive = task("a", "repo: o/n\nid: b\n");
        add(archive, "b", "repo: o/n\n");
        add(archive, "b#2", "repo: o/n\n");

        var loaded = load(archive);

        assertThat(loaded).hasSize(3);
        assertThat(loaded).extracting(LoadedTask::id).doesNotHaveDuplicates();
    }

    @Test
    void idIsRefusedAboveTheLimit() throws IOException {
        assertThat(only(task("t", "repo: o/n\nid: " + "x".repeat(256))).id().value()).hasSize(256);
        var tooLong = load(task("t", "repo: o/n\nid: " + "x".repeat(257))).getFirst();
        assertThat(tooLong.id()).isEqualTo(new TaskId("t"));
        assertThat(reason(tooLong)).contains("t: workspace.yaml", "256");
    }

    @Test
    void longPathStillGivesAnId() throws IOException {
        var place = ("d".repeat(99) + "/").repeat(3) + "end";

        assertThat(only(task(place, "repo: o/n\n")).id().value()).hasSize(256).endsWith("/end");
    }

    @Test
    void blankDirectoryNameBreaksNothing() throws IOException {
        var archive = task("good", "repo: o/n\n");
        add(archive, " ", "repo: o/n\n");

        assertThat(load(archive)).hasSize(2).hasAtLeastOneElementOfType(EvaluationTask.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "",
                "repo: {}\n",
                "repo: [o/n]\n",
                "repo: ''\n",
                "repo: o/n\nrepo: o/m\n",
                "\0"
            })
    void brokenTaskIsNamedAndLeavesOthersAlone(String yaml) throws IOException {
        var archive = task("good", "repo: o/n\n");
        add(archive, "bad", yaml);

        var loaded = load(archive);

        assertThat(loaded.getLast()).isInstanceOf(EvaluationTask.class);
        assertThat(reason(loaded.getFirst()))
                .startsWith("bad: workspace.yaml")
                .doesNotContain(temporary.toString());
    }

    @Test
    void directoryInPlaceOfTheYamlIsNamed() throws IOException {
        var loaded = load(new TestArchive().file("tasks/t/workspace.yaml/x", ""));

        assertThat(reason(loaded.getFirst())).isEqualTo("t: workspace.yaml is not a file.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123abc", "1234567", "0123456789abcdef0123456789ABCDEF01234567"})
    void takesCommitHashes(String commit) throws IOException {
        assertThat(only(task("t", "repo: o/n\nbase_commit: " + commit + "\n")).base().commit())
                .isEqualTo(commit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "012345", "--upload-pack=x", "HEAD~1", "0123abc 0123abc"})
    void refusesWhatIsNoCommitHash(String commit) throws IOException {
        assertThat(reason(load(task("t", "repo: o/n\nbase_commit: " + commit)).getFirst()))
                .startsWith("t: workspace.yaml: base_commit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--upload-pack=x/y", "-o/n", "owner/name/x", "ext::sh -c x/y"})
    void onlyOwnerAndNameMeanGithub(String repo) throws IOException {
        assertThat(only(task("t", "repo: '" + repo + "'\n")).base().repository()).isEqualTo(repo);
    }

    @Test
    void nothingToRunIsInvalid() throws IOException {
        var archive =
                new TestArchive()
                        .file("tasks/t/workspace.yaml", "repo: o/n\nfail_to_pass: []\n")
                        .file("tasks/t/prompt.md", "Fix it.")
                        .file("tasks/t/checks.txt", "\n# none\n")
                        .file("tasks/t/tests/test_x.py", "");

        assertThat(reason(load(archive).getFirst())).startsWith("t: There is nothing to run");
    }

    private List<LoadedTask> load(TestArchive archive) throws IOException {
        return TaskLoader.loadAll(archive.layOut(temporary).resolve("tasks"));
    }

    private EvaluationTask only(TestArchive archive) throws IOException {
        var loaded = load(archive);
        assertThat(loaded).singleElement().isInstanceOf(EvaluationTask.class);
        return (EvaluationTask) loaded.getFirst();
    }

    private static String reason(LoadedTask task) {
        assertThat(task).isInstanceOf(InvalidTask.class);
        return ((InvalidTask) task).reason();
    }

    private static TestArchive task(String place, String yaml) {
        return add(new TestArchive(), place, yaml);
    }

    private static TestArchive add(TestArchive archive, String place, String yaml) {
        return archive.file("tasks/%s/workspace.yaml".formatted(place), yaml)
                .file("tasks/%s/prompt.md".formatted(place), "Fix it.")
                .file("tasks/%s/tests/test_1.sh".formatted(place), "true\n");
    }
}
