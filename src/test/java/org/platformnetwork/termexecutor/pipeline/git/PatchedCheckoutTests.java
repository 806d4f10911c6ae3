package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.TestRepository;

@EnabledIfCommand("git")
class PatchedCheckoutTests {

    @TempDir Path temporary;
    private TestRepository origin;
    private String base;
    private String solution;
    private String patch;
    private int count;

    @BeforeEach
    void makeBaseAndPatch() throws IOException {
        origin = TestRepository.create(temporary.resolve("origin"));
        origin.commit("solution.txt", "the solution\n", "mixed.txt", "keep\nsecret line\n");
        Files.createSymbolicLink(origin.directory().resolve("link"), Path.of("mixed.txt"));
        base =
                origin.commit(
                        "windows.txt",
                        "a\r\nb\r\n",
                        ".gitattributes",
                        "windows.txt -text\n",
                        "binary.bin",
                        "\0secret\0",
                        "mixed.txt",
                        "keep\nsecret line\nkeep too\n");
        solution = origin.git("rev-parse", base + ":solution.txt");
        origin.git("rm", "--quiet", "solution.txt", "binary.bin");
        origin.commit("mixed.txt", "keep\nkeep too\n", "windows.txt", "a\r\n", "stub.txt", "");
        var file = temporary.resolve("made.diff");
        origin.git("diff", "--binary", "--output=" + file, base, "HEAD");
        patch = Files.readString(file);
    }

    @Test
    void treeIsTheBaseLessWhatThePatchDeletes() throws IOException {
        var tree = ready(patch);

        assertThat(tree.directory().resolve("solution.txt")).doesNotExist();
        assertThat(tree.directory().resolve("binary.bin")).doesNotExist();
        assertThat(tree.directory().resolve("mixed.txt")).hasContent("keep\nkeep too\n");
        assertThat(tree.directory().resolve("windows.txt"))
                .hasBinaryContent(new byte[] {'a', '\r', '\n'});
        assertThat(tree.directory().resolve("stub.txt")).isEmptyFile();
        assertThat(tree.directory().resolve("link")).isSymbolicLink();
        assertThat(tree.git("rev-parse", "HEAD^{tree}"))
                .isEqualTo(origin.git("rev-parse", "HEAD^{tree}"));
    }

    @Test
    void agentStartsFromCleanState() throws IOException {
        var tree = ready(patch);

        assertThat(tree.git("status", "--porcelain", "--ignored")).isEmpty();
        assertThat(tree.git("diff", "HEAD")).isEmpty();
        assertThat(tree.git("rev-parse", "--is-shallow-repository")).isEqualTo("false");
        assertThat(tree.git("log", "--format=%ct"))
                .isEqualTo(origin.git("log", "--max-count=1", "--format=%ct", base));
    }

    @Test
    void deletedContentIsInNoObject() throws IOException {
        var tree = ready(patch);

        assertThat(tree.git("log", "--all", "--format=%H")).isEqualTo(tree.head());
        assertThat(tree.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"))
                .hasLineCount(7)
                .doesNotContain(base, solution, origin.git("rev-parse", base + ":mixed.txt"));
        assertThat(tree.git("fsck", "--unreachable", "--no-reflogs")).isEmpty();
        assertThat(tree.git("for-each-ref")).isEmpty();
        assertThat(tree.git("reflog", "show", "HEAD")).isEmpty();
        assertThat(tree.directory().resolve(".git/objects/info/alternates")).doesNotExist();
        try (Stream<Path> files = Files.walk(tree.directory().resolve(".git"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(temporary.toString(), base, "solution");
            }
        }
    }

    @Test
    void historyOfTheBaseIsCutOff() throws IOException {
        var checkouts = Checkouts.of(temporary, "file");
        var whole = temporary.resolve("whole");
        origin.git("clone", "--quiet", origin.url(), whole.toString());
        TestRepository.open(whole).git("checkout", "--quiet", "--detach", base);

        assertThat(checkouts.patched(whole, file(patch))).isInstanceOf(CheckoutResult.Ready.class);

        var tree = TestRepository.open(checkouts.directory());
        assertThat(tree.git("rev-list", "--all", "--count", "HEAD")).isEqualTo("1");
        assertThat(tree.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"))
                .hasLineCount(7);
    }

    @Test
    void sameTaskAlwaysStartsFromOneCommit() throws IOException {
        assertThat(ready(patch).head()).isEqualTo(ready(patch).head());
    }

    @Test
    void patchThatDoesNotApplyIsImpossibleAndSaysWhy() throws IOException {
        assertThat(refusal(patch.replace("secret line", "other line")))
                .isEqualTo(
                        "deletion.diff does not apply to the base commit: error: patch failed:"
                                + " mixed.txt:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a patch\n",
                "--- a/mixed.txt\n+++ b/mixed.txt\n@@ -1,9 +1 @@\n keep\n",
                "--- /dev/null\n+++ b/../../escaped\n@@ -0,0 +1 @@\n+x\n",
                "--- /dev/null\n+++ b/.git/hooks/post-checkout\n@@ -0,0 +1 @@\n+x\n",
                "--- /dev/null\n+++ b/mixed.txt/x\n@@ -0,0 +1 @@\n+x\n",
            })
    void brokenOrHostilePatchIsImpossible(String broken) throws IOException {
        assertThat(refusal(broken))
                .startsWith("deletion.diff does not apply to the base commit: ")
                .doesNotContain(temporary.toString());
        assertThat(temporary.resolve("escaped")).doesNotExist();
    }

    @Test
    void reasonIsCut() throws IOException {
        assertThat(
                        refusal(
                                "--- a/%1$s\n+++ b/%1$s\n@@ -1 +1 @@\n-x\n+y\n"
                                        .formatted("n".repeat(999))))
                .hasSizeLessThan(300);
    }

    private TestRepository ready(String text) throws IOException {
        var checkouts = patched(text);
        assertThat(checkouts.result).isInstanceOf(CheckoutResult.Ready.class);
        var tree = TestRepository.open(checkouts.directory);
        assertThat(checkouts.result).isEqualTo(new CheckoutResult.Ready(tree.head(), List.of()));
        return tree;
    }

    private String refusal(String text) throws IOException {
        var patched = patched(text);
        assertThat(patched.result).isInstanceOf(CheckoutResult.Impossible.class);
        return ((CheckoutResult.Impossible) patched.result).reason();
    }

    private record Patched(CheckoutResult result, Path directory) {}

    private Patched patched(String text) throws IOException {
        count++;
        var checkouts =
                Checkouts.of(Files.createDirectory(temporary.resolve("run-" + count)), "file");
        checkouts.ready(origin.url(), base);
        var result = checkouts.patched(checkouts.directory(), file(text));
        return new Patched(result, checkouts.directory());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(temporary.resolve("deletion.diff"), text);
    }
}
