package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A repository that tries to make git run its script, by configuration and by content. */
@EnabledIfCommand("git")
class HostileOriginTests {

    @TempDir Path temporary;
    private TestRepository origin;
    private Path marker;
    private Path script;

    @BeforeEach
    void makeOrigin() throws IOException {
        origin = TestRepository.create(temporary.resolve("origin"));
        origin.commit("answer.txt", "41\n");
        marker = temporary.resolve("marker");
        script = executable(temporary.resolve("script"));
    }

    @AfterEach
    void nothingRan() {
        assertThat(marker).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core.fsmonitor",
                "core.sshCommand",
                "core.gitProxy",
                "core.askPass",
                "core.editor",
                "core.pager",
                "core.alternateRefsCommand",
                "credential.helper",
                "uploadpack.packObjectsHook",
                "filter.evil.smudge",
                "filter.evil.process",
                "diff.evil.textconv",
                "diff.external",
                "merge.evil.driver",
                "gpg.program",
            })
    void runsNothingThatTheOriginConfigures(String key) throws IOException {
        var commit = origin.commit(".gitattributes", "* filter=evil diff=evil merge=evil\n");
        origin.git("config", key, script.toString());

        bothWays(commit);
    }

    @Test
    void runsNothingThatTheTreeConfigures() throws IOException {
        var evil =
                "[core]\n\tfsmonitor = %1$s\n\tsshCommand = %1$s\n[filter \"evil\"]\n\tsmudge = %1$s\n"
                        .formatted(script);
        var commit =
                origin.commit(
                        ".gitattributes", "* filter=evil diff=evil merge=evil\n",
                        ".gitconfig", evil,
                        ".config/git/config", evil,
                        "config", evil,
                        ".lfsconfig", "[lfs]\n\turl = ext::" + script + "\n");

        bothWays(commit);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "post-checkout",
                "post-index-change",
                "reference-transaction",
                "pre-auto-gc",
                "fsmonitor-watchman",
            })
    void runsNoHooks(String hook) throws IOException {
        var commit = origin.commit("hooks/" + hook, "more\n");
        executable(origin.directory().resolve(".git/hooks").resolve(hook));
        executable(origin.directory().resolve("hooks").resolve(hook));

        bothWays(commit);
    }

    @Test
    void missingObjectsOfTheOriginAreNotFetchedByItsOwnMeans() throws IOException {
        var commit = origin.commit("promised.txt", "promised\n");
        var blob = origin.git("rev-parse", "HEAD:promised.txt");
        Files.delete(
                origin.directory()
                        .resolve(".git/objects")
                        .resolve(blob.substring(0, 2))
                        .resolve(blob.substring(2)));
        origin.git("config", "core.repositoryFormatVersion", "1");
        origin.git("config", "extensions.partialClone", "evil");
        origin.git("config", "remote.evil.url", origin.url());
        origin.git("config", "remote.evil.promisor", "true");
        origin.git("config", "remote.evil.uploadpack", script.toString());

        assertThat(Checkouts.of(temporary, "file").checkout(origin.url(), commit))
                .isInstanceOf(CheckoutResult.Failed.class);
    }

    @Test
    void referencesNamedLikeOptionsAreNone() throws IOException {
        var head = origin.head();
        for (var name : new String[] {"--output=marker", "-x", "--upload-pack=script"}) {
            origin.git("update-ref", "refs/heads/" + name, head);
            origin.git("update-ref", "refs/" + name, head);
        }

        bothWays(head);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--upload-pack=touch marker",
                "-x",
                "HEAD",
                "main",
                "refs/heads/main",
                "HEAD~0",
                ":/change",
                "main:refs/heads/x",
                "0000000 --all",
                "",
            })
    void onlyHashesAreCommits(String commit) throws IOException {
        assertThat(Checkouts.of(temporary, "file").checkout(origin.url(), commit))
                .isInstanceOf(CheckoutResult.Impossible.class);
    }

    private void bothWays(String commit) throws IOException {
        var checkouts = Checkouts.of(temporary, "file");
        var tree = checkouts.ready(origin.url(), commit);
        checkouts.ready(origin.url(), commit.substring(0, 9));
        assertThat(Files.readString(tree.directory().resolve(".git/config")))
                .doesNotContain("script", "remote");
    }

    private Path executable(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\ntouch '" + marker + "'\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
