package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Failed;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Impossible;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Refused;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.TestRepository;

@EnabledIfCommand("git")
class GitCheckoutFailureTests {

    @TempDir Path temporary;
    private TestRepository origin;

    @BeforeEach
    void makeOrigin() {
        origin = TestRepository.create(temporary.resolve("origin"));
        origin.commit("answer.txt", "41\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "deadbee", "--all"})
    void missingCommitIsImpossible(String commit) throws IOException {
        assertThat(Checkouts.of(temporary, "file").checkout(origin.url(), commit))
                .isEqualTo(
                        new Impossible(
                                "The commit %s does not exist in %s."
                                        .formatted(commit, origin.url())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD^{tree}", "HEAD:answer.txt", "heavy"})
    void hashOfSomethingElseIsImpossible(String object) throws IOException {
        origin.git("tag", "--annotate", "--message=tag", "heavy");

        assertThat(
                        Checkouts.of(temporary, "file")
                                .checkout(origin.url(), origin.git("rev-parse", object)))
                .isInstanceOf(Impossible.class);
    }

    @Test
    void unknownRepositoryIsNamedAsTheTaskNamesIt() throws IOException {
        var url = origin.url() + "-none";

        assertThat(Checkouts.of(temporary, "file").checkout(url, null))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .startsWith("git could not fetch " + url + ": fatal: '…'")
                                        .contains("does not appear to be a git repository"));
    }

    @Test
    void unknownRepositoryOnServerFailsWithoutNamingTheServer() throws IOException {
        var server = Checkouts.serve(temporary);
        int port = server.getAddress().getPort();
        try {
            assertThat(throughMirror(port))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .contains("https://github.com/owner/name", "not found")
                                            .doesNotContain(
                                                    "127.0.0.1", "mirror", Integer.toString(port)));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void unreachableServerFailsWithoutBeingNamed() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertFailedWithout(throughMirror(port), "127.0.0.1", "mirror", Integer.toString(port));
    }

    @Test
    void unknownHostFailsWithoutBeingNamed() throws IOException {
        var checkouts = mirrored("http://mirror.invalid/");

        assertFailedWithout(checkouts.checkout("https://github.com/a/b", null), "mirror.invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext::sh -c 'touch %s'", "--upload-pack=touch %s", "-c core.x=%s"})
    void hostileAddressStartsNothing(String address) throws IOException {
        var marker = temporary.resolve("marker");
        var result = Checkouts.of(temporary, "file").checkout(address.formatted(marker), null);

        assertThat(result).isInstanceOf(Impossible.class);
        assertThat(marker).doesNotExist();
    }

    @Test
    void fileProtocolIsRefusedWhenNotAllowed() throws IOException {
        var checkouts = Checkouts.of(temporary, "https");
        var result = checkouts.checkout(origin.url(), origin.head());

        assertThat(result)
                .isInstanceOfSatisfying(
                        Impossible.class,
                        impossible ->
                                assertThat(impossible.reason())
                                        .contains("https")
                                        .doesNotContain("origin"));
        assertThat(checkouts.directory()).isEmptyDirectory();
    }

    @Test
    void silentServerTimesOutAndLeavesNothingRunning() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var place = "127.0.0.1:" + silent.getLocalPort();
            var clock = new ManualClock();
            var checkouts = Checkouts.timedBy(clock, temporary, "http");
            var result =
                    CompletableFuture.supplyAsync(
                            () -> checkout(checkouts, "http://" + place + "/a", "deadbee"));
            try (var connection = silent.accept()) {
                assertThat(connection.getInputStream().read()).isEqualTo('G');
                clock.advance(Checkouts.TIMEOUT);

                assertThat(result.join()).isEqualTo(new CheckoutResult.TimedOut());
            }
            assertThat(ProcessHandle.allProcesses())
                    .noneMatch(process -> process.info().commandLine().orElse("").contains(place));
        }
    }

    private static CheckoutResult checkout(Checkouts checkouts, String repository, String commit) {
        try {
            return checkouts.checkout(repository, commit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void interruptCancels() throws IOException {
        var checkouts = Checkouts.of(temporary, "file");
        Thread.currentThread().interrupt();
        try {
            assertThat(checkouts.checkout(origin.url(), null))
                    .isEqualTo(new CheckoutResult.Cancelled());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private CheckoutResult throughMirror(int port) throws IOException {
        return mirrored("http://127.0.0.1:%d/mirror/".formatted(port))
                .checkout("https://github.com/owner/name", null);
    }

    private Checkouts mirrored(String mirror) throws IOException {
        return new Checkouts(
                temporary, Checkouts.TIMEOUT, Set.of("http"), "https://github.com/=" + mirror);
    }

    private static void assertFailedWithout(CheckoutResult result, String... secrets) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .isNotBlank()
                                        .doesNotContain((CharSequence[]) secrets));
    }
}
