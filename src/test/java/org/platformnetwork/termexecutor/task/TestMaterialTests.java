package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.TestArchive;
import tools.jackson.databind.json.JsonMapper;

class TestMaterialTests {

    @TempDir Path temporary;

    @Test
    void scriptsRunInTheOrderOfTheirNamesAtAnyDepth() throws Exception {
        var material =
                read(
                        task("fail_to_pass: [never]\n")
                                .file("tests/pass_to_pass_1.sh", "true")
                                .file("tests/fail_to_pass_2.sh", "true")
                                .file("tests/fail_to_pass_1.sh", "true")
                                .file("tests/sub/deep/a.sh", "true")
                                .file("checks.txt", "never\n"));

        assertThat(material.scripts())
                .extracting(TestScript::name)
                .containsExactly(
                        "fail_to_pass_1.sh",
                        "fail_to_pass_2.sh",
                        "pass_to_pass_1.sh",
                        "sub/deep/a.sh");
        assertThat(material.scripts()).hasOnlyElementsOfType(TestScript.ScriptFile.class);
        assertThat(material.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/usr/bin/env python3\nassert 1 << 2 == 4\n",
                "#!/usr/bin/python3 -u\nprint('x', file=2) if 1 << 3 else exit(1)\n",
                "#!/usr/bin/env node\nif (1 << 2 !== 4) process.exit(1);\n",
            })
    void scriptsInOtherLanguagesAreNotReadAsBash(String script) throws Exception {
        assertThat(read(task("").file("tests/test_1.sh", script)).scripts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#!/usr/bin/env python3\n# nothing\n\n",
                "#!/usr/bin/env -S bash -eu\n# nothing\n",
            })
    void scriptsOfCommentsAreRefused(String script) {
        refused(task("").file("tests/test_1.sh", script), "tests/test_1.sh holds no command.");
    }

    @Test
    void checksStandInForScripts() throws Exception {
        var material =
                read(
                        task("fail_to_pass: [never]\n")
                                .file("checks.txt", "# first\n\n  make test  \r\n#make no\na # b\n")
                                .file("tests/test_x.py", ""));

        assertThat(commands(material)).containsExactly("make test", "a # b");
    }

    @Test
    void commandsOfTheYamlStandInForChecks() throws Exception {
        var material =
                read(
                        task("pass_to_pass: [c]\nfail_to_pass: [a, 'b x']\n")
                                .file("checks.txt", "# nothing\n"));

        assertThat(commands(material)).containsExactly("a", "b x", "c");
        assertThat(material.scripts())
                .extracting(TestScript::name)
                .containsExactly("fail_to_pass_1", "fail_to_pass_2", "pass_to_pass_1");
    }

    @Test
    void checksThatAreNotTextAreRefused() {
        refused(task("").file("checks.txt", new byte[] {(byte) 0xff}), "checks.txt is not UTF-8");
        refused(task("").file("checks.txt", "a\0b"), "checks.txt holds a NUL");
    }

    @Test
    void undeclaredSourcesKeepTheirPath() throws Exception {
        var bytes = new byte[] {0, (byte) 0xff, '\r', '\n', (byte) 0xe4};

        var files =
                files(task("").file("tests/unit/data.bin", bytes).file("tests/x.py", "x = 1\n"));

        assertThat(files).containsOnlyKeys("unit/data.bin", "x.py");
        assertThat(files.get("unit/data.bin")).isEqualTo(bytes);
    }

    @Test
    void flattenedSourcesGoWhereTheyAreDeclared() throws Exception {
        var bytes = new byte[] {'#', (byte) 0xe4};

        var files =
                files(
                        declaring("src/test/python/test_x.py", "declared")
                                .file("tests/test_x.py", bytes)
                                .file("tests/a.sh", "true"));

        assertThat(files).containsOnlyKeys("src/test/python/test_x.py");
        assertThat(files.get("src/test/python/test_x.py")).isEqualTo(bytes);
    }

    @Test
    void sourcesInSubdirectoriesAreFoundByBaseNameToo() throws Exception {
        var files =
                files(declaring("pkg/tests/test_x.py", "declared").file("tests/u/test_x.py", "u"));

        assertThat(files).containsOnlyKeys("pkg/tests/test_x.py");
        assertThat(files.get("pkg/tests/test_x.py")).asString().isEqualTo("u");
    }

    @Test
    void declaredContentWinsWhenTheFileIsMissing() throws Exception {
        var files = files(declaring("pkg/test_x.py", "snow = '☃'\n"));

        assertThat(files).containsOnlyKeys("pkg/test_x.py");
        assertThat(new String(files.get("pkg/test_x.py"), StandardCharsets.UTF_8))
                .isEqualTo("snow = '☃'\n");
    }

    @Test
    void publishersNumberOfEqualBaseNamesIsUnderstood() throws Exception {
        var files =
                files(
                        declaring("compose/bump_test.go", "one", "helm/bump_test.go", "two")
                                .file("tests/bump_test.go", "one")
                                .file("tests/1_bump_test.go", "two"));

        assertThat(files).containsOnlyKeys("compose/bump_test.go", "helm/bump_test.go");
        assertThat(files.get("compose/bump_test.go")).asString().isEqualTo("one");
        assertThat(files.get("helm/bump_test.go")).asString().isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.py",
                "a/../../x.py",
                "a/..",
                "/etc/x.py",
                "//x",
                "./x.py",
                "a//x.py",
                "a/./x.py",
                "",
                "a/",
                ".git/hooks/pre-commit",
                ".GIT/config",
                "sub/.git/config",
                "a\0b",
            })
    void refusesDeclaredPathsOutsideTheRepository(String path) {
        refused(declaring(path, "x"), "test file's path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..x.py", ".github/x.yml", ".gitignore", "a b/ä'\".py", "a\\b", "-x"})
    void takesOddButHarmlessPaths(String path) throws Exception {
        assertThat(files(declaring(path, "x"))).containsOnlyKeys(path);
    }

    @Test
    void refusesNamesThatNoFileSystemCanHold() {
        refused(task(meta("[{\"path\": \"\\ud800.py\", \"content\": \"x\"}]")), "path");
        refused(declaring("x".repeat(256), "x"), "path");
    }

    @Test
    void refusesStoredGitDirectory() {
        refused(task("").file("tests/.git/config", "x"), "test file's path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "text",
                "{}",
                "7",
                "null",
                "[null]",
                "[[]]",
                "[7]",
                "[{}]",
                "[{\"content\": \"x\"}]",
                "[{\"path\": null, \"content\": \"x\"}]",
                "[{\"path\": \"x.py\"}]",
                "[{\"path\": [\"x\"], \"content\": {}}]",
                "[] trailing",
            })
    void refusesBrokenDeclaration(String json) {
        refused(task(meta(json)), "workspace.yaml: meta.test_files");
    }

    @Test
    void refusesDeeplyNestedDeclaration() {
        refused(task(meta("[".repeat(100_000))), "workspace.yaml: meta.test_files");
    }

    @Test
    void ignoresUnknownFieldsOfTheDeclaration() throws Exception {
        var files = files(task(meta("[{\"path\": \"x\", \"content\": \"y\", \"mode\": [1]}]")));

        assertThat(files).containsOnlyKeys("x");
    }

    private static TestArchive task(String yaml) {
        return new TestArchive().file("workspace.yaml", "repo: owner/name\n" + yaml);
    }

    private static TestArchive declaring(String... pathsAndContents) {
        var list = JsonMapper.shared().createArrayNode();
        for (int i = 0; i < pathsAndContents.length; i += 2) {
            list.addObject()
                    .put("path", pathsAndContents[i])
                    .put("content", pathsAndContents[i + 1]);
        }
        return task(meta(JsonMapper.shared().writeValueAsString(list)));
    }

    private static String meta(String json) {
        return "meta:\n  test_files: '" + json.replace("'", "''") + "'\n";
    }

    private TestMaterial read(TestArchive files) throws IOException, InvalidTaskException {
        var directory = files.layOut(temporary);
        var yaml = WorkspaceYaml.find(directory);
        return TestMaterial.read(directory, yaml, RepositoryPaths.read(yaml), "");
    }

    private Map<String, byte[]> files(TestArchive files) throws IOException, InvalidTaskException {
        var contents = new LinkedHashMap<String, byte[]>();
        for (var file : read(files).files()) {
            try (var in = file.open()) {
                assertThat(contents.put(file.path(), in.readAllBytes())).isNull();
            }
        }
        return contents;
    }

    private static Iterable<String> commands(TestMaterial material) {
        return material.scripts().stream()
                .map(script -> ((TestScript.CommandLine) script).command())
                .toList();
    }

    private void refused(TestArchive files, String reason) {
        assertThatExceptionOfType(InvalidTaskException.class)
                .isThrownBy(() -> read(files))
                .withMessageContaining(reason);
    }
}
