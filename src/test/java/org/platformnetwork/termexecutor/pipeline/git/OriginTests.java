package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;
import org.platformnetwork.termexecutor.process.ProcessResult.Usage;

/** Messages as git, curl and ssh print them. */
class OriginTests {

    private static final String PLAIN = "https://example.invalid/a/b";

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                git@github.com: Permission denied (publickey).
                fatal: Could not read from remote repository.

                Please make sure you have the correct access rights
                and the repository exists.
                """,
                "Host key verification failed.\nfatal: Could not read from remote repository.\n",
                "remote: Repository not found.\nfatal: repository 'https://x/y/' not found\n",
                "fatal: could not read Username for 'https://github.com': terminal prompts"
                        + " disabled\n",
                "fatal: '/x/y' does not appear to be a git repository\n",
                "remote: Access to this repository has been disabled by GitHub staff.\n"
                        + "fatal: unable to access 'https://x/': The requested URL returned error:"
                        + " 403\n",
                "remote: Repository access blocked\nfatal: unable to access 'https://x/': The"
                        + " requested URL returned error: 403\n",
                "remote: HTTP Basic: Access denied\nfatal: unable to access 'https://x/': The"
                        + " requested URL returned error: 403\n",
                "remote: The project you were looking for could not be found or you don't have\n",
                "error: cannot run ssh: No such file or directory\nfatal: unable to fork\n",
            })
    void refusalsAreToldFromOutages(String output) {
        assertThat(Origin.isRefusal(exited(output))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fatal: unable to access 'https://x/': Could not resolve host: x\n",
                "fatal: unable to access 'http://x/': Failed to connect to x port 80 after 0 ms\n",
                "fatal: unable to access 'https://x/': The requested URL returned error: 503\n",
                "remote: warning: lazy fetching disabled; some objects may not be available\n",
                "fatal: unable to access 'https://x/': The requested URL returned error: 403\n",
                "fatal: unable to access 'https://x/blocked': The requested URL returned error:"
                        + " 403\n",
                "remote: Access denied: you have exceeded a secondary rate limit.\nfatal: unable"
                        + " to access 'https://x/': The requested URL returned error: 403\n",
                "fatal: unable to access 'https://x/': The requested URL returned error: 429\n",
                "ssh: connect to host x port 22: Connection timed out\nfatal: Could not read\n",
                "ssh: Could not resolve hostname x: Temporary failure in name resolution\n",
                "error: RPC failed; curl 56 GnuTLS recv error (-9)\nfatal: early EOF\n",
                "kex_exchange_identification: Connection closed by remote host\n",
            })
    void outagesAreToldFromRefusals(String output) {
        assertThat(Origin.isRefusal(exited(output))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fatal: couldn't find remote ref refs/tip\n",
                "error: Server does not allow request for unadvertised object 1234\n",
                "fatal: remote error: upload-pack: not our ref 1234\n",
            })
    void aCommitThatIsNotGivenIsNeither(String output) {
        assertThat(Origin.isRefusal(exited(output))).isFalse();
    }

    @Test
    void gitsAdviceIsLeftOut() {
        var origin = new Origin("git@github.com:a/b.git", "git@github.com:a/b.git", false);
        var output =
                """
                Warning: Permanently added 'github.com' to the list of known hosts.
                git@github.com: Permission denied (publickey).
                fatal: Could not read from remote repository.

                Please make sure you have the correct access rights
                and the repository exists.
                """;

        assertThat(origin.reason(exited(output)))
                .isEqualTo(
                        "git could not fetch git@github.com:a/b.git: git@github.com: Permission"
                                + " denied (publickey). fatal: Could not read from remote"
                                + " repository.");
    }

    @Test
    void credentialsAreNeverShown() {
        var url = "https://user:pa55@example.invalid/a/b?token=s3cret#x";
        var origin = new Origin(url, url, false);

        assertThat(origin.reason(exited("fatal: unable to access '%s': oh\n".formatted(url))))
                .isEqualTo(
                        "git could not fetch %s: fatal: unable to access '%<s': oh"
                                .formatted(PLAIN));
    }

    @Test
    void placesOfTheHostAreNotShown() {
        assertThat(
                        new Origin(PLAIN, PLAIN, false)
                                .reason(
                                        exited(
                                                "fatal: Unable to create '/srv/x.lock': File"
                                                        + " exists.\n")))
                .isEqualTo(
                        "git could not fetch %s: fatal: Unable to create '…': File exists."
                                .formatted(PLAIN));
    }

    @Test
    void addressOfAMirrorIsNotShown() {
        var origin = new Origin(PLAIN, "http://u:p@mirror.corp:8443/cache/a/b", false);
        var output =
                "fatal: unable to access 'http://u:p@mirror.corp:8443/cache/a/b/': Failed to"
                        + " connect to mirror.corp port 8443\n";

        assertThat(origin.reason(exited(output)))
                .isEqualTo(
                        ("git could not fetch %s: fatal: unable to access '%<s/': Failed to"
                                        + " connect to … port …")
                                .formatted(PLAIN));
    }

    @Test
    void pathOfAMirrorIsNotShown() {
        var origin = new Origin(PLAIN, "file:///srv/mirrors/a/b", false);

        assertThat(origin.reason(exited("fatal: '/srv/mirrors/a/b' does not appear to be one\n")))
                .doesNotContain("srv")
                .contains("'…' does not appear");
    }

    @Test
    void reasonIsBounded() {
        assertThat(new Origin(PLAIN, PLAIN, false).reason(exited("x".repeat(10_000))))
                .hasSizeLessThan(400);
    }

    private static ProcessResult.Exited exited(String output) {
        return new ProcessResult.Exited(
                new ExitStatus(128, null),
                new CapturedOutput(output, output.length(), false),
                new Usage(Duration.ZERO, Duration.ZERO, 0));
    }
}
