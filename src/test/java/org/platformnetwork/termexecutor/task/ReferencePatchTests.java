package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencePatchTests {

    private @TempDir Path directory;

    private static Set<String> paths(String patch) throws IOException {
        return PatchPaths.of(new ByteArrayInputStream(patch.getBytes(StandardCharsets.UTF_8)));
    }

    private @Nullable ReferencePatch find(String yaml) throws Exception {
        var file = Files.writeString(directory.resolve("workspace.yaml"), yaml);
        return ReferencePatch.find(directory, WorkspaceYaml.read(file));
    }

    private static String text(ReferencePatch patch) throws IOException {
        try (var in = patch.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void changedNewAndDeletedFilesHaveTheirPaths() throws IOException {
        assertThat(
                        paths(
                                """
                                diff --git a/src/x.py b/src/x.py
                                --- a/src/x.py
                                +++ b/src/x.py
                                @@ -1 +1 @@
                                -old
                                +new
                                --- /dev/null
                                +++ b/made file.txt
                                @@ -0,0 +1 @@
                                +x
                                --- a/gone\t2024-01-01
                                +++ /dev/null
                                @@ -1 +0,0 @@
                                -x
                                """))
                .containsExactlyInAnyOrder("src/x.py", "made file.txt", "gone");
    }

    @Test
    void renamesBinariesAndModesHaveNoSides() throws IOException {
        assertThat(
                        paths(
                                """
                                diff --git a/a/old.txt b/b/new.txt
                                similarity index 100%
                                rename from a/old.txt
                                rename to b/new.txt
                                diff --git a/logo.png b/logo.png
                                GIT binary patch
                                literal 0
                                diff --git a/run.sh b/run.sh
                                old mode 100644
                                new mode 100755
                                """))
                .containsExactlyInAnyOrder("a/old.txt", "b/new.txt", "logo.png", "run.sh");
    }

    @Test
    void linesOfHunksAreNoHeaders() throws IOException {
        assertThat(
                        paths(
                                """
                                --- a/query.sql
                                +++ b/query.sql
                                @@ -1,2 +1,2 @@
                                --- a/comment
                                +++ b/comment
                                 context
                                """))
                .containsExactly("query.sql");
    }

    @Test
    void quotedNamesAreReadAsGitWroteThem() throws IOException {
        assertThat(paths("--- \"a/caf\\303\\251 \\\"x\\\".txt\"\n+++ /dev/null\n"))
                .containsExactly("café \"x\".txt");
    }

    @Test
    void fileComesBeforeTheYaml() throws Exception {
        Files.writeString(directory.resolve("patch.diff"), "+++ b/file\n");

        var found = find("patch: '+++ b/yaml'\n");

        assertThat(found).isNotNull();
        assertThat(found.paths()).containsExactly("file");
    }

    @Test
    void emptyFileIsNoPatch() throws Exception {
        Files.writeString(directory.resolve("patch.diff"), "\n");

        var found = find("patch: '+++ b/yaml'\n");

        assertThat(found).isNotNull();
        assertThat(found.paths()).containsExactly("yaml");
        assertThat(text(found)).isEqualTo("+++ b/yaml\n");
        assertThat(find("patch: ' '\n")).isNull();
    }
}
