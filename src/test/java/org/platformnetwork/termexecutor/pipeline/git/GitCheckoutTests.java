package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.TestRepository;

@EnabledIfCommand("git")
class GitCheckoutTests {

    @TempDir Path temporary;
    private TestRepository origin;
    private String base;
    private String newer;

    @BeforeEach
    void makeHistory() {
        origin = TestRepository.create(temporary.resolve("origin"));
        origin.commit("answer.txt", "40\n", "old.txt", "old\n");
        base = origin.commit("answer.txt", "41\n");
        newer = origin.commit("answer.txt", "42\n", "future.txt", "future\n");
        for (int i = 0; i < 60; i++) {
            origin.git("commit", "--quiet", "--allow-empty", "--message=later");
        }
        origin.git("tag", "light");
        origin.git("tag", "--annotate", "--message=tag", "heavy", newer);
        origin.git("branch", "side", newer);
        origin.git("update-ref", "refs/pull/1/head", newer);
    }

    @Test
    void bringsTheExactCommitFromDeepInTheHistory() throws IOException {
        var tree = Checkouts.of(temporary, "file").ready(origin.url(), base);

        assertThat(tree.head()).isEqualTo(base);
        assertThat(tree.directory().resolve("answer.txt")).hasContent("41\n");
        assertThat(tree.directory().resolve("old.txt")).exists();
        assertThat(tree.directory().resolve("future.txt")).doesNotExist();
        assertThat(tree.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void holdsNoFutureWhenFetchedByHash() throws IOException {
        assertNoFuture(Checkouts.of(temporary, "file").ready(origin.url(), base));
    }

    @Test
    void holdsNoFutureWhenHashIsShort() throws IOException {
        assertNoFuture(Checkouts.of(temporary, "file").ready(origin.url(), base.substring(0, 12)));
    }

    @Test
    void holdsNoFutureWhenTheServerGivesNoCommitByHash() throws IOException {
        origin.git("update-server-info");
        var server = Checkouts.serve(origin.directory().resolve(".git"));
        try {
            var url = "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
            assertNoFuture(Checkouts.of(temporary, "http").ready(url, base));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesHashesInUpperCase() throws IOException {
        var upper = base.toUpperCase(Locale.ROOT);
        var checkouts = Checkouts.of(temporary, "file");

        assertThat(checkouts.ready(origin.url(), upper).head()).isEqualTo(base);
        assertThat(checkouts.ready(origin.url(), upper.substring(0, 7)).head()).isEqualTo(base);
    }

    @Test
    void branchNamedLikeShortHashIsNotTakenForIt() throws IOException {
        var name = base.substring(0, 7);
        origin.git("branch", name, newer);

        assertThat(Checkouts.of(temporary, "file").ready(origin.url(), name).head())
                .isEqualTo(base);
    }

    @Test
    void bringsTheTipOfTheDefaultBranchWhenNoCommitIsNamed() throws IOException {
        origin.git("checkout", "--quiet", "-b", "other");
        var tip = origin.commit("answer.txt", "43\n");

        assertThat(Checkouts.of(temporary, "file").ready(origin.url(), null).head()).isEqualTo(tip);
    }

    @Test
    void bringsCommitThatNoBranchHolds() throws IOException {
        origin.git("checkout", "--quiet", "--detach", base);
        var loose = origin.commit("answer.txt", "loose\n");
        origin.git("checkout", "--quiet", "main");

        assertThat(Checkouts.of(temporary, "file").ready(origin.url(), loose).head())
                .isEqualTo(loose);
    }

    @Test
    void rewritesTheAddress() throws IOException {
        var checkouts =
                new Checkouts(
                        temporary,
                        Duration.ofSeconds(60),
                        Set.of("file"),
                        "https://github.com/=file://" + temporary + "/");

        assertThat(checkouts.ready("https://github.com/origin", base).head()).isEqualTo(base);
    }

    @Test
    void runsNoHooksAndFilters() throws IOException {
        var marker = temporary.resolve("marker");
        var script = "#!/bin/sh\ntouch " + marker + "\n";
        var hook = executable(origin.directory().resolve(".git/hooks/post-checkout"), script);
        executable(temporary.resolve("template/hooks/post-checkout"), script);
        var commit =
                origin.commit(
                        ".gitattributes",
                        "* filter=evil\n",
                        ".gitmodules",
                        "[submodule \"x\"]\n\tpath = x\n\turl = x\n\tupdate = !touch "
                                + marker
                                + "\n");
        origin.git("config", "uploadpack.packObjectsHook", hook.toString());
        origin.git("config", "filter.evil.smudge", hook.toString());
        origin.git("config", "core.fsmonitor", hook.toString());
        var checkouts = Checkouts.of(temporary, "file");
        var configuration = temporary.resolve("home/.gitconfig");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        + "\n[init]\n\ttemplateDir = %s\n"
                                .formatted(temporary.resolve("template")));

        var tree = checkouts.ready(origin.url(), commit);
        checkouts.ready(origin.url(), commit.substring(0, 9));

        assertThat(marker).doesNotExist();
        assertThat(tree.directory().resolve(".git/hooks/post-checkout")).doesNotExist();
    }

    private void assertNoFuture(TestRepository tree) throws IOException {
        assertThat(tree.head()).isEqualTo(base);
        assertThatIllegalStateException().isThrownBy(() -> tree.git("cat-file", "-e", newer));
        assertThat(tree.git("for-each-ref")).isEmpty();
        assertThat(tree.git("branch", "--all", "--format=%(refname:short)"))
                .doesNotContain("main", "side");
        assertThat(tree.git("remote")).isEmpty();
        assertThat(tree.git("log", "--all", "--format=%H")).isEqualTo(base);
        assertThat(tree.git("fsck", "--unreachable", "--no-reflogs")).isEmpty();
        assertThat(tree.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"))
                .hasLineCount(4);
        assertThat(tree.directory().resolve(".git/FETCH_HEAD")).doesNotExist();
        assertNothingNamesTheOrigin(tree.directory().resolve(".git"));
        assertThat(tree.git("reflog", "show", "HEAD")).isEmpty();
    }

    private void assertNothingNamesTheOrigin(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(temporary.toString(), "127.0.0.1", newer);
            }
        }
    }

    private static Path executable(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
