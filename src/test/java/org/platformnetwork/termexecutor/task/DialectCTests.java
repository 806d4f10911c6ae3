package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.task.EvaluationTask.Base;
import org.platformnetwork.termexecutor.task.EvaluationTask.Environment;
import org.platformnetwork.termexecutor.task.EvaluationTask.Install;
import org.platformnetwork.termexecutor.testing.TestArchive;

class DialectCTests {

    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir Path temporary;

    @Test
    void readsEveryPart() throws IOException {
        var task =
                only(
                        task("""
                        task_id: owner-name-7
                        repo:
                          url: https://example.invalid/owner/name.git
                          base_commit: %s
                          merge_commit: ffffffffffffffffffffffffffffffffffffffff
                          path: /workspace/name
                        language: rust
                        difficulty_score: 1
                        prompt: Fix it.
                        environment:
                          image: owner/image:name-7
                          repo_path: /not/this/one
                          language_version: unknown
                        install:
                          commands: [make deps, make]
                          working_dir: /workspace/name/core
                        tests:
                          fail_to_pass: [make a]
                          pass_to_pass: [make b, make c]
                          working_dir: core/tests
                        synthetic:
                          deletion_patch_file: deletion_patch.diff
                        """
                                        .formatted(COMMIT))
                                .file("tasks/t/deletion_patch.diff", "diff")
                                .file("tasks/t/patch.diff", "gold")
                                .file("tasks/t/run_tests.sh", "exit 1\n")
                                .file("tasks/t/evaluate.sh", "exit 1\n")
                                .file("tasks/t/tests/core/x.rs", "x"));

        assertThat(task.id()).isEqualTo(new TaskId("owner-name-7"));
        assertThat(task.base())
                .isEqualTo(
                        new Base(
                                "https://example.invalid/owner/name.git",
                                COMMIT,
                                temporary.resolve("tasks/t/deletion_patch.diff")));
        assertThat(task.install()).isEqualTo(new Install(List.of("make deps", "make"), "core"));
        assertThat(task.prompt()).isEqualTo("Fix it.");
        assertThat(task.tests().scripts())
                .extracting(TestScript::name)
                .containsExactly("fail_to_pass_1", "pass_to_pass_1", "pass_to_pass_2");
        assertThat(task.tests().files()).extracting(TestFile::path).containsExactly("core/x.rs");
        assertThat(task.tests().directory()).isEqualTo("core/tests");
        assertThat(task.environment())
                .isEqualTo(new Environment("/workspace/name", "owner/image:name-7", "rust"));
    }

    @Test
    void everythingButAddressPromptAndTestsMayBeMissing() throws IOException {
        var task =
                only(
                        task(
                                """
                                repo: {url: owner/name}
                                prompt: Fix it.
                                tests: {fail_to_pass: [make a]}
                                """));

        assertThat(task.base()).isEqualTo(new Base("https://github.com/owner/name", null, null));
        assertThat(task.install()).isEqualTo(new Install(List.of(), ""));
        assertThat(task.tests().directory()).isEmpty();
        assertThat(task.environment()).isEqualTo(new Environment("/repo", null, null));
    }

    @Test
    void emptyPartsAreAbsent() throws IOException {
        var task =
                only(
                        loadable(
                                """
                                language: [rust, go]
                                environment: {image: {name: x}}
                                install: {commands: [], working_dir: ''}
                                synthetic: {deletion_patch_file: ''}
                                """));

        assertThat(task.base().deletionPatch()).isNull();
        assertThat(task.install().commands()).isEmpty();
        assertThat(task.environment()).isEqualTo(new Environment("/repo", null, null));
    }

    @Test
    void missingAddressIsNamed() throws IOException {
        assertThat(reason(task("repo: {base_commit: abcdef0}\nprompt: x\n")))
                .isEqualTo("t: workspace.yaml: repo.url is missing.");
    }

    @Test
    void emptyListsOfTestsAreNothingToRun() throws IOException {
        var yaml =
                """
                repo: {url: owner/name}
                prompt: Fix it.
                tests: {fail_to_pass: [], pass_to_pass: []}
                """;

        assertThat(reason(task(yaml))).startsWith("t: There is nothing to run");
    }

    @Test
    void repositoryPathOfTheEnvironmentStandsIn() throws IOException {
        var task = only(loadable("environment: {repo_path: /src//app/./x/}\n"));

        assertThat(task.environment().repoPath()).isEqualTo("/src/app/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "/.", "app", "./app", "../app", "/a/../b", "/a/.."})
    void refusesRepositoryPathsThatNameNoPlace(String path) throws IOException {
        assertThat(reason(loadable("environment: {repo_path: '" + path + "'}\n")))
                .startsWith("t: workspace.yaml: environment.repo_path must be an absolute path");
    }

    @ParameterizedTest
    @CsvSource({
        "sub, sub",
        "sub/, sub",
        "./a//b/../c/., a/c",
        "., ''",
        "/repo, ''",
        "/repo/, ''",
        "/repo/a/b, a/b",
        "/repo/a/.., ''",
        "/src/app, ''",
        "/src/app/a, a",
        "..a/b, ..a/b",
        ".github, .github",
    })
    void workingDirectoriesAreTakenRelativeToTheRepository(String named, String directory)
            throws IOException {
        var task = only(loadable(workingDirectories(named)));

        assertThat(task.install().directory()).isEqualTo(directory);
        assertThat(task.tests().directory()).isEqualTo(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../repo",
                "a/../..",
                "/",
                "/etc",
                "/repository",
                "/repo/..",
                "/repo/../etc",
                "/src",
                "/src/app/../b",
                ".git",
                "a/.GIT/hooks",
                "/repo/.git",
            })
    void refusesWorkingDirectoriesOutsideOfTheRepository(String named) throws IOException {
        assertThat(reason(loadable(workingDirectories(named))))
                .isEqualTo(
                        "t: workspace.yaml: install.working_dir is not a directory of the"
                                + " repository.");
        assertThat(reason(loadable("tests: {working_dir: '" + named + "'}\n")))
                .contains("tests.working_dir");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none.diff", ".", "directory", "link"})
    void refusesDeletionPatchThatIsNoFileOfTheTask(String name) throws IOException {
        var archive = loadable(deletionPatch(name)).file("tasks/t/directory/x", "x");
        Files.createDirectories(temporary.resolve("tasks/t"));
        Files.createSymbolicLink(temporary.resolve("tasks/t/link"), Path.of("prompt.md"));

        assertThat(reason(archive))
                .isEqualTo(
                        "t: workspace.yaml: synthetic.deletion_patch_file names no file of the"
                                + " task.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other/p.diff", "/etc/passwd", "..", "x/../../other/p.diff"})
    void refusesDeletionPatchOutsideOfTheTask(String name) throws IOException {
        var archive = loadable(deletionPatch(name)).file("tasks/other/p.diff", "x");

        assertThat(reason(archive))
                .isEqualTo(
                        "t: workspace.yaml: synthetic.deletion_patch_file leaves the task's"
                                + " directory.");
    }

    @Test
    void takesDeletionPatchInSubdirectory() throws IOException {
        var archive = loadable(deletionPatch("./a/../synthetic/d.diff"));

        assertThat(only(archive.file("tasks/t/synthetic/d.diff", "x")).base().deletionPatch())
                .isEqualTo(temporary.resolve("tasks/t/synthetic/d.diff"));
    }

    private static String workingDirectories(String named) {
        return """
        environment: {repo_path: /src/app}
        install: {working_dir: '%s'}
        tests: {working_dir: '%s'}
        """
                .formatted(named, named);
    }

    private static String deletionPatch(String name) {
        return "synthetic: {deletion_patch_file: '" + name + "'}\n";
    }

    private static TestArchive loadable(String yaml) {
        return task("repo: {url: o/n}\n" + yaml)
                .file("tasks/t/prompt.md", "Fix it.")
                .file("tasks/t/tests/test_1.sh", "true\n");
    }

    private static TestArchive task(String yaml) {
        return new TestArchive().file("tasks/t/workspace.yaml", yaml);
    }

    private EvaluationTask only(TestArchive archive) throws IOException {
        var loaded = load(archive);
        assertThat(loaded).isInstanceOf(EvaluationTask.class);
        return (EvaluationTask) loaded;
    }

    private String reason(TestArchive archive) throws IOException {
        var loaded = load(archive);
        assertThat(loaded).isInstanceOf(InvalidTask.class);
        return ((InvalidTask) loaded).reason();
    }

    private LoadedTask load(TestArchive archive) throws IOException {
        var loaded = TaskLoader.loadAll(archive.layOut(temporary).resolve("tasks"));
        assertThat(loaded).hasSize(1);
        return loaded.getFirst();
    }
}
