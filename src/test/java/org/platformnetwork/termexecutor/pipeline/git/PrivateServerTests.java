package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Tasks that would have the service fetch from servers that they could not reach themselves. */
@EnabledIfCommand("git")
class PrivateServerTests {

    private static final String NOT_PUBLIC = "not on the public internet (GIT_ALLOW_PRIVATE";
    private static final Predicate<InetAddress> PUBLIC = PublicAddresses::contain;

    @TempDir Path temporary;
    private TestRepository origin;
    private HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    @BeforeEach
    void serve() throws IOException {
        origin = TestRepository.create(temporary.resolve("origin"));
        origin.commit("answer.txt", "41\n");
        origin.git("update-server-info");
        server = Checkouts.serve(origin.directory().resolve(".git"));
        server.createContext(
                "/counted",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.sendResponseHeaders(404, -1);
                    exchange.close();
                });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/counted",
                "http://localhost:%d/counted",
                "http://2130706433:%d/counted",
                "http://[::ffff:127.0.0.1]:%d/counted",
                "http://user@127.1:%d/counted",
            })
    void serverOfThisMachineIsNotAsked(String url) throws IOException {
        assertRefused(Checkouts.guarded(temporary, PUBLIC).checkout(url.formatted(port()), null));

        assertThat(requests).hasValue(0);
    }

    @Test
    void redirectToOtherServerIsNotFollowed() throws IOException {
        var inner = HttpServer.create(new InetSocketAddress("127.0.0.2", 0), 0);
        inner.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.close();
                });
        inner.start();
        try {
            redirect("/moved", "http://127.0.0.2:" + inner.getAddress().getPort());

            assertRefused(onlyFirst().checkout(url("/moved"), null));
            assertThat(requests).hasValue(0);
        } finally {
            inner.stop(0);
        }
    }

    @Test
    void redirectToServerThatIsAllowedIsFollowed() throws IOException {
        redirect("/moved", url(""));

        assertThat(onlyFirst().ready(url("/moved"), origin.head()).head()).isEqualTo(origin.head());
    }

    @Test
    void submoduleOfPrivateServerIsLeftOut() throws IOException {
        Files.writeString(
                origin.directory().resolve(".gitmodules"),
                "[submodule \"a\"]\n\tpath = a\n\turl = " + url("/counted") + "\n");
        origin.git("add", ".gitmodules");
        origin.git("update-index", "--add", "--cacheinfo", "160000", origin.head(), "a");
        origin.git("commit", "--quiet", "-m", "submodule");

        var result = Checkouts.guarded(temporary, PUBLIC).checkout(origin.url(), null);

        assertThat(result)
                .isInstanceOfSatisfying(
                        CheckoutResult.Ready.class,
                        ready ->
                                assertThat(ready.notes())
                                        .singleElement()
                                        .asString()
                                        .contains("'a'", NOT_PUBLIC));
        assertThat(requests).hasValue(0);
    }

    @Test
    void serverOfRewrittenAddressIsTheOperatorsChoice() throws IOException {
        var rewritten = Checkouts.guarded(temporary, PUBLIC, "https://github.com/a/=" + url("/"));

        assertThat(rewritten.ready("https://github.com/a/", origin.head()).head())
                .isEqualTo(origin.head());
    }

    @Test
    void serverThatOnlyBeginsAsRewrittenOneIsNot() throws IOException {
        var rewritten = Checkouts.guarded(temporary, PUBLIC, "https://github.com=http://mirror");

        assertRefused(
                rewritten.checkout(
                        "https://github.com@127.0.0.1:%d/counted".formatted(port()), null));
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git://127.0.0.1:%d/a",
                "git://localhost:%d/a",
                "ssh://git@127.0.0.1:%d/a",
                "ssh://git@[::ffff:127.0.0.1]:%d/a",
                "git@localhost:a",
            })
    void otherProtocolsDoNotReachThisMachineEither(String url) throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(1);
            var guarded = Checkouts.guarded(temporary, PUBLIC);

            assertRefused(guarded.checkout(url.formatted(silent.getLocalPort()), null));
            assertThat(guarded.directory().resolve(".git")).doesNotExist();
        }
    }

    @Test
    void gitServerIsAskedAtTheAddressThatWasCheckedAndByItsName() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var asked = CompletableFuture.supplyAsync(() -> firstPacket(server));

            var place = "localhost:" + server.getLocalPort();
            onlyFirst().checkout("git://" + place + "/a/b", null);

            assertThat(asked.join()).contains("git-upload-pack /a/b\0host=" + place + "\0");
        }
    }

    @Test
    void sshServerIsAskedAtTheAddressThatWasCheckedAndByItsName() throws Exception {
        var pinned =
                PinnedServer.of("ssh://git@localhost:2222/a", "ssh", address -> isFirst(address));

        assertThat(pinned)
                .isEqualTo(
                        new PinnedServer(
                                "ssh://git@localhost:2222/a",
                                Map.of(
                                        "GIT_SSH_COMMAND",
                                        "ssh -o HostName=127.0.0.1 -o"
                                                + " 'HostKeyAlias=[localhost]:2222'")));
    }

    private static String firstPacket(ServerSocket server) {
        try (server;
                var connection = server.accept()) {
            var in = connection.getInputStream();
            int length =
                    Integer.parseInt(new String(in.readNBytes(4), StandardCharsets.US_ASCII), 16);
            return new String(in.readNBytes(length - 4), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Checkouts onlyFirst() throws IOException {
        return Checkouts.guarded(temporary, PrivateServerTests::isFirst);
    }

    private static boolean isFirst(InetAddress address) {
        return address.getHostAddress().equals("127.0.0.1");
    }

    private void redirect(String path, String target) {
        server.createContext(
                path,
                exchange -> {
                    var rest = exchange.getRequestURI().toString().substring(path.length());
                    exchange.getResponseHeaders().add("Location", target + rest);
                    exchange.sendResponseHeaders(301, -1);
                    exchange.close();
                });
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    private static void assertRefused(CheckoutResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        CheckoutResult.Impossible.class,
                        impossible -> assertThat(impossible.reason()).contains(NOT_PUBLIC));
    }
}
