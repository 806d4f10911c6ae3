package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.TestArchive;

/** Tasks as publishers and people's file managers leave them. */
class PublishedFormatsTests {

    @TempDir Path temporary;

    @Test
    void testPatchSaysWhereFlattenedFilesBelong() throws IOException {
        var files =
                files(
                        task("tests: {fail_to_pass: [make test]}\n")
                                .file("tasks/t/tests/tests_unit_test_a.py", "a = 1\n")
                                .file("tasks/t/tests/tests_b.test.ts.py", "stored\n")
                                .file(
                                        "tasks/t/test_patch.diff",
                                        """
                                        # Test file: tests/unit/test_a.py
                                        a = 1

                                        # Test file: tests/b.test.ts
                                        published
                                        # Test file: c/missing.txt
                                        # Test
                                        """));

        assertThat(files)
                .containsOnly(
                        Map.entry("tests/unit/test_a.py", "a = 1\n"),
                        Map.entry("tests/b.test.ts", "stored\n"),
                        Map.entry("c/missing.txt", "# Test\n"));
    }

    @Test
    void filesOfOneBaseNameAreToldApartByTheirContent() throws IOException {
        var files =
                files(
                        task("tests: {fail_to_pass: [cargo test]}\n")
                                .file("tasks/t/tests/frames.rs", "one\n")
                                .file("tasks/t/tests/stream/frames.rs", "two")
                                .file(
                                        "tasks/t/test_patch.diff",
                                        """
                                        # Test file: tests/frames.rs
                                        one

                                        # Test file: stream/tests/frames.rs
                                        two
                                        """));

        assertThat(files)
                .containsOnly(
                        Map.entry("tests/frames.rs", "one\n"),
                        Map.entry("stream/tests/frames.rs", "two"));
    }

    @Test
    void testPatchDoesNotLeadOutOfTheRepository() throws IOException {
        assertThat(
                        reason(
                                task("tests: {fail_to_pass: [make]}\n")
                                        .file("tasks/t/test_patch.diff", "# Test file: ../x\n")))
                .contains("leaves the repository");
    }

    @Test
    void patchInGitsFormatNamesNoTestFiles() throws IOException {
        var files =
                files(
                        task("tests: {fail_to_pass: [make]}\n")
                                .file("tasks/t/tests/x.py", "x")
                                .file(
                                        "tasks/t/test_patch.diff",
                                        "--- a/x\n+++ b/x\n+# Test file: y\n"));

        assertThat(files).containsOnlyKeys("x.py");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tests_test_a.py | cd /repo && pytest -q tests/test_a.py | tests/test_a.py",
                "tests_a.spec.ts.py | ng test --include=tests/a.spec.ts | tests/a.spec.ts",
                "test_a.py | pytest tests/test_a.py::TestA -x | tests/test_a.py",
                "test_a.py | python -m unittest tests.test_a | tests/test_a.py",
                "a.test.ts | cd web && npx vitest run src/a.test.ts | web/src/a.test.ts",
                "a.test.ts | bash -lc 'cd /repo/web && npx vitest src/a.test.ts' |"
                        + " web/src/a.test.ts",
                "unit/a.py | pytest tests/unit/a.py | tests/unit/a.py",
                "test_a.py | pytest /repo/tests/test_a.py | tests/test_a.py",
                "test_a.py | pytest test_a.py tests/test_a.py | test_a.py",
                "test_a.py | pytest a/test_a.py b/test_a.py | test_a.py",
                "test_a.py | pytest /tmp/test_a.py ../test_a.py | test_a.py",
                "test_a.py | pytest tests | test_a.py",
            })
    void withoutTestPatchACommandSaysWhere(String stored, String command, String place)
            throws IOException {
        var archive =
                task("fail_to_pass:\n- \"%s\"\n".formatted(command))
                        .file("tasks/t/tests/" + stored, "x");

        assertThat(files(archive)).containsOnlyKeys(place);
    }

    @Test
    void scriptsSayWhereToo() throws IOException {
        var archive =
                task("").file(
                                "tasks/t/tests/test_1.sh",
                                "#!/bin/bash\r\npytest -q tests/test_a.py\r\n")
                        .file("tasks/t/tests/test_a.py", "x");

        assertThat(files(archive)).containsOnlyKeys("tests/test_a.py");
    }

    @Test
    void shellScriptThatIsATestFileDoesNotJudge() throws IOException {
        var task =
                only(
                        task("meta:\n  test_files: '[{\"path\": \"checks/sh/test_a.sh\"}]'\n")
                                .file(
                                        "tasks/t/tests/fail_to_pass_1.sh",
                                        "bash checks/sh/test_a.sh\n")
                                .file("tasks/t/tests/test_a.sh", "exit 1\n"));

        assertThat(task.tests().scripts())
                .extracting(TestScript::name)
                .containsExactly("fail_to_pass_1.sh");
        assertThat(task.tests().files())
                .extracting(TestFile::path)
                .containsExactly("checks/sh/test_a.sh");
    }

    @Test
    void publishedScriptJudgesAlsoWhereItIsNamedAsATestFile() throws IOException {
        var task =
                only(
                        task("meta:\n  test_files: '[{\"path\": \"tests/fail_to_pass_1.sh\"}]'\n")
                                .file("tasks/t/tests/fail_to_pass_1.sh", "make\n"));

        assertThat(task.tests().scripts())
                .extracting(TestScript::name)
                .containsExactly("fail_to_pass_1.sh");
        assertThat(task.tests().files()).isEmpty();
    }

    @Test
    void testFilesMayBeAListOfTheYaml() throws IOException {
        var files =
                files(
                        task("meta:\n  test_files:\n  - {path: a/x.py, content: y}\n")
                                .file("tasks/t/tests/test_1.sh", "true\n"));

        assertThat(files).containsOnly(Map.entry("a/x.py", "y"));
        assertThat(reason(task("meta: {test_files: [x]}\nfail_to_pass: [make]\n")))
                .contains("meta.test_files");
    }

    @Test
    void litterOfFileManagersIsNoPartOfATask() throws IOException {
        var archive =
                task("").file("tasks/t/tests/test_1.sh", "true\n")
                        .file("tasks/t/tests/x.py", "x")
                        .file("tasks/t/tests/._test_1.sh", "\0\5\26\7")
                        .file("tasks/t/tests/._x_test.py", "\0\5\26\7")
                        .file("tasks/t/tests/sub/.DS_Store", "\0")
                        .file("tasks/t/tests/Thumbs.db", "\0")
                        .file("tasks/t/tests/__MACOSX/test_2.sh", "false\n")
                        .file("tasks/__MACOSX/t/workspace.yaml", "repo: o/n\n");

        var task = only(archive);

        assertThat(task.tests().scripts())
                .extracting(TestScript::name)
                .containsExactly("test_1.sh");
        assertThat(task.tests().files()).extracting(TestFile::path).containsExactly("x.py");
    }

    @Test
    void archivesOfMacOsAreRead() throws IOException {
        var archive = new TestArchive();
        for (var prefix : new String[] {"mine/", "__MACOSX/mine/._", "__MACOSX/"}) {
            archive.file(prefix + "agent_code/run.py", "")
                    .file(prefix + "tasks/t/workspace.yaml", "repo: o/n\nfail_to_pass: [make]\n")
                    .file(prefix + "tasks/t/prompt.md", "Fix it.");
        }
        archive.file("mine/agent_code/._run.py", "\0").file("mine/agent_code/.DS_Store", "\0");

        var content = ArchiveContent.read(archive.layOut(temporary));

        assertThat(content)
                .isInstanceOfSatisfying(
                        ArchiveContent.Complete.class,
                        complete -> {
                            assertThat(complete.agent().entry()).isEqualTo("run.py");
                            assertThat(complete.tasks()).hasSize(1);
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[make a, make b]",
                "\"['make a', 'make b']\"",
                "'[\"make a\", \"make b\"]'",
                "|\n  [\n    \"make a\",\n    \"make b\"\n  ]",
            })
    void listsMayBePublishedAsText(String list) throws IOException {
        var task = only(task("fail_to_pass: %s\ninstall: %<s\n".formatted(list)));

        assertThat(task.tests().scripts())
                .extracting(script -> ((TestScript.CommandLine) script).command())
                .containsExactly("make a", "make b");
        assertThat(task.install().commands()).containsExactly("make a", "make b");
    }

    @Test
    void emptyListPublishedAsTextIsNothingToRun() throws IOException {
        assertThat(reason(task("fail_to_pass: '[]'\n"))).contains("nothing to run");
    }

    @Test
    void preparationComesBeforeTheInstall() throws IOException {
        var task =
                only(
                        task(
                                """
                                fail_to_pass: [make]
                                install_config:
                                  install: pip install .
                                  pre_install: [apt-get update, apt-get install -y x]
                                """));

        assertThat(task.install().commands())
                .containsExactly("apt-get update", "apt-get install -y x", "pip install .");
    }

    @Test
    void workspaceYmlIsReadToo() throws IOException {
        var archive =
                new TestArchive()
                        .file("tasks/t/workspace.yml", "repo: o/n\nfail_to_pass: [make]\n")
                        .file("tasks/t/prompt.md", "Fix it.");

        assertThat(only(archive).base().repository()).isEqualTo("https://github.com/o/n");
        assertThat(reason(archive.file("tasks/t/workspace.yml", "repo: []\n")))
                .isEqualTo("t: workspace.yml: repo must be text.");
        assertThat(reason(archive.file("tasks/t/workspace.yaml", "repo: {}\n")))
                .startsWith("t: workspace.yaml: repo.url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n \n",
                "#!/bin/bash\n# This test must fail\n",
                "#!/bin/bash\r\n# x\r\n",
                "set -e\nset -o pipefail; set -x\n",
                "A=1\n",
            })
    void scriptWithoutACommandIsRefused(String script) throws IOException {
        var archive = task("").file("tasks/t/tests/test_1.sh", script);

        assertThat(reason(archive)).isEqualTo("t: tests/test_1.sh holds no command.");
        assertThat(reason(archive.file("tasks/t/tests/test_2.sh", "make\n")))
                .isEqualTo("t: tests/test_1.sh holds no command.");
    }

    @Test
    void scriptThatAnotherOneReadsNeedsNoCommand() throws IOException {
        var archive =
                task("").file("tasks/t/tests/lib.sh", "A=1\n")
                        .file("tasks/t/tests/test_1.sh", ". \"$(dirname \"$0\")/lib.sh\"\nmake\n");

        assertThat(only(archive).tests().scripts())
                .extracting(TestScript::name)
                .containsExactly("lib.sh", "test_1.sh");
    }

    @Test
    void scriptThatIsCutOffIsRefused() throws IOException {
        var script = "set -e\ncat > /tmp/t.py <<'E'\nimport calc\nassert calc.add(2, 3)";

        assertThat(reason(task("").file("tasks/t/tests/test_1.sh", script)))
                .isEqualTo("t: tests/test_1.sh ends inside a here-document.");
    }

    @Test
    void commentsBetweenCommandsAreNotRun() throws IOException {
        var task = only(task("fail_to_pass: ['', '# first', make, set -e]\n"));

        assertThat(task.tests().scripts())
                .extracting(script -> ((TestScript.CommandLine) script).command())
                .containsExactly("make");
        assertThat(reason(task("fail_to_pass: ['# first']\n"))).contains("nothing to run");
    }

    @Test
    void byteOrderMarkAndCarriageReturnsAreNotRun() throws IOException {
        var latin = "\u00ef\u00bb\u00bfset -e\r\n# pr\u00fcft\r\nmake\r\r\n";
        var task =
                only(
                        task("").file(
                                        "tasks/t/tests/test_1.sh",
                                        latin.getBytes(StandardCharsets.ISO_8859_1)));

        var script = (TestScript.ScriptFile) task.tests().scripts().getFirst();
        assertThat(new String(script.bytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo("set -e\n# pr\u00fcft\nmake\r\n");
    }

    @Test
    void byteOrderMarkOfATextIsDropped() throws IOException {
        var task =
                only(
                        task("").file("tasks/t/prompt.md", "\uFEFFFix it.")
                                .file("tasks/t/checks.txt", "\uFEFF# x\nmake\n"));

        assertThat(task.prompt()).isEqualTo("Fix it.");
        assertThat(task.tests().scripts()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'repo: o/n\n a: b\n', 'line 2, column 3'",
        "'repo: [o\n', 'line 2, column 1'",
        "'repo: o/n\nrepo: o/m\n', 'line 2, column 1'",
    })
    void brokenYamlIsNamedWithItsPlace(String yaml, String place) throws IOException {
        assertThat(reason(new TestArchive().file("tasks/t/workspace.yaml", yaml)))
                .startsWith("t: workspace.yaml is not valid YAML: ")
                .endsWith("(" + place + ").");
    }

    private static TestArchive task(String yaml) {
        return new TestArchive()
                .file("tasks/t/workspace.yaml", "repo: {url: o/n}\n" + yaml)
                .file("tasks/t/prompt.md", "Fix it.");
    }

    private Map<String, String> files(TestArchive archive) throws IOException {
        var contents = new TreeMap<String, String>();
        for (var file : only(archive).tests().files()) {
            try (var in = file.open()) {
                contents.put(file.path(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private EvaluationTask only(TestArchive archive) throws IOException {
        var task = load(archive);
        assertThat(task).as(task.toString()).isInstanceOf(EvaluationTask.class);
        return (EvaluationTask) task;
    }

    private String reason(TestArchive archive) throws IOException {
        return ((InvalidTask) load(archive)).reason();
    }

    private LoadedTask load(TestArchive archive) throws IOException {
        var loaded = TaskLoader.loadAll(archive.layOut(temporary).resolve("tasks"));
        assertThat(loaded).hasSize(1);
        return loaded.getFirst();
    }
}
