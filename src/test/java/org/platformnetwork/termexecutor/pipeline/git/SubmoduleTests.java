package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Failed;
import org.platformnetwork.termexecutor.pipeline.git.CheckoutResult.Ready;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.TestRepository;

@EnabledIfCommand("git")
class SubmoduleTests {

    private static final String POINTER =
            """
            version https://git-lfs.github.com/spec/v1
            oid sha256:0
            size 1
            """;

    @TempDir Path temporary;
    private TestRepository origin;
    private TestRepository library;
    private String wanted;
    private Checkouts checkouts;

    @BeforeEach
    void makeRepositories() throws IOException {
        origin = TestRepository.create(temporary.resolve("github/origin"));
        library = TestRepository.create(temporary.resolve("github/library"));
        wanted = library.commit("library.txt", "old\n");
        library.commit("library.txt", "new\n");
        checkouts =
                new Checkouts(
                        temporary,
                        Duration.ofSeconds(60),
                        Set.of("file"),
                        "https://github.com/=file://" + temporary.resolve("github") + "/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../library", "./../library", "https://github.com/library"})
    void bringsTheExactCommitAndNothingElse(String url) throws IOException {
        var tree = ready(declared(origin, "libs/one", url, wanted));
        var inner = TestRepository.open(tree.directory().resolve("libs/one"));

        assertThat(inner.head()).isEqualTo(wanted);
        assertThat(inner.directory().resolve("library.txt")).hasContent("old\n");
        assertThat(inner.git("rev-list", "--all", "HEAD")).isEqualTo(wanted);
        assertThat(inner.git("for-each-ref")).isEmpty();
        assertThat(inner.git("remote")).isEmpty();
        assertThat(inner.git("cat-file", "--batch-all-objects", "--batch-check")).hasLineCount(3);
        assertThat(tree.git("status", "--porcelain")).isEmpty();
    }

    @Test
    void bringsSubmodulesOfSubmodules() throws IOException {
        var middle = TestRepository.create(temporary.resolve("github/middle"));
        var commit = declared(middle, "inner", "../library", wanted);

        var tree = ready(declared(origin, "outer", "../middle", commit));

        assertThat(tree.directory().resolve("outer/inner/library.txt")).hasContent("old\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c 'touch marker'",
                "-x",
                "--upload-pack=touch marker",
                "ssh://-oProxyCommand=touch/a",
                "https://example.invalid/library",
                "/etc",
                "../../../../etc",
                "",
            })
    void addressThatIsNotAllowedBecomesANote(String url) throws IOException {
        assertNoted(declared(origin, "libs/one", url, wanted), "'libs/one'", "allowed protocol");
    }

    @Test
    void commitThatIsMissingBecomesANote() throws IOException {
        assertNoted(
                declared(origin, "one", "../library", "1".repeat(40)), "'one'", "does not exist");
        assertThat(checkouts.directory().resolve("one")).isEmptyDirectory();
    }

    @Test
    void repositoryThatIsGoneBecomesANote() throws IOException {
        assertNoted(
                declared(origin, "libs/one", "../none", wanted),
                "The submodule 'libs/one' was not fetched: git could not fetch"
                        + " https://github.com/none: ",
                "does not appear to be a git repository");
        assertThat(checkouts.directory().resolve("libs/one")).isEmptyDirectory();
    }

    @Test
    void networkThatFailsFailsTheCheckoutAndNamesTheSubmodule() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var url = "http://127.0.0.1:" + port + "/library";
        var http = new Checkouts(temporary, Duration.ofSeconds(60), Set.of("file", "http"));

        var result = http.checkout(origin.url(), declared(origin, "libs/one", url, wanted));

        assertThat(result)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.reason())
                                        .startsWith("The submodule 'libs/one' could not be fetched")
                                        .contains(url, "Failed to connect"));
    }

    /** Before any content is asked for, a server refuses whom it likes with 403. */
    @ParameterizedTest
    @CsvSource({
        "Access to this repository has been disabled by staff., true",
        "You have exceeded a secondary rate limit., false",
        "'', false"
    })
    void serverThatForbidsIsAskedAgainUnlessItSaysThatTheRepositoryIsClosed(
            String body, boolean isRefusal) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/plain");
                    exchange.sendResponseHeaders(403, body.isEmpty() ? -1 : body.length());
                    exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/library";
            var http = new Checkouts(temporary, Duration.ofSeconds(60), Set.of("file", "http"));

            var result = http.checkout(origin.url(), declared(origin, "one", url, wanted));

            assertThat(result).isInstanceOf(isRefusal ? Ready.class : Failed.class);
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../escaped",
                "a/../../escaped",
                "/tmp/escaped",
                ".git/hooks",
                ".GIT/modules",
                "-x",
                "a/-x",
                "a//b",
                ".",
                "odd\u0001name",
            })
    void pathThatLeadsElsewhereBecomesANote(String path) throws IOException {
        var commit =
                origin.commit(".gitmodules", section("../../x", path, "../library", "!touch x"));

        assertNoted(commit, "odd path");
        assertThat(temporary.resolve("checkout-1/escaped")).doesNotExist();
        assertThat(checkouts.directory().resolve(".git/hooks")).doesNotExist();
    }

    @Test
    void declaredCommandIsNotRun() throws IOException {
        var marker = temporary.resolve("marker");
        origin.commit(".gitmodules", section("../../x", "one", "../library", "!touch " + marker));

        assertThat(ready(link(origin, "one", wanted)).directory().resolve("one/library.txt"))
                .exists();
        assertThat(marker).doesNotExist();
        assertThat(checkouts.directory().resolve(".git/modules")).doesNotExist();
    }

    @Test
    void linkInTheWayIsNotFollowed() throws IOException {
        var outside = TestRepository.create(temporary.resolve("outside"));
        origin.commit(".gitmodules", section("x", "link/one", "../library", "checkout"));
        var inner = hash(origin, "160000 commit " + wanted + "\tone");
        var target =
                origin.git("hash-object", "-w", write("target", outside.directory().toString()));
        var modules = origin.git("rev-parse", "HEAD:.gitmodules");
        var both =
                hash(
                        origin,
                        "100644 blob " + modules + "\t.gitmodules",
                        "120000 blob " + target + "\tlink",
                        "040000 tree " + inner + "\tlink");
        var commit = origin.git("commit-tree", "-m", "hostile", both);
        origin.git("update-ref", "refs/heads/main", commit);

        checkouts.checkout("https://github.com/origin", commit);

        assertThat(outside.directory().resolve("one")).doesNotExist();
    }

    @Test
    void entryThatNothingBelongsToIsNoNote() throws IOException {
        ready(origin.commit(".gitmodules", section("x", "gone", "../library", "checkout")));
    }

    @Test
    void unreadableDeclarationBecomesANote() throws IOException {
        assertNoted(origin.commit(".gitmodules", "[[[\n"), "cannot be read");
    }

    @ParameterizedTest
    @CsvSource({"50, 0", "51, 1"})
    void numberIsBounded(int count, int notes) throws IOException {
        var sections = new StringBuilder();
        for (int i = 0; i < count; i++) {
            sections.append(section("s" + i, "gone" + i, "../library", "checkout"));
        }
        var commit = origin.commit(".gitmodules", sections.toString());

        assertThat(checkouts.checkout("https://github.com/origin", commit))
                .isInstanceOfSatisfying(
                        Ready.class, ready -> assertThat(ready.notes()).hasSize(notes));
    }

    @Test
    void filesThatAreLfsPointersBecomeANote() throws IOException {
        var commit =
                origin.commit(
                        ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n",
                        "a.bin", POINTER,
                        "b.bin", "really binary\n");

        assertNoted(commit, "1 file", "LFS");
    }

    private TestRepository ready(String commit) throws IOException {
        return checkouts.ready("https://github.com/origin", commit);
    }

    private void assertNoted(String commit, String... words) throws IOException {
        assertThat(checkouts.checkout("https://github.com/origin", commit))
                .isInstanceOfSatisfying(
                        Ready.class,
                        ready ->
                                assertThat(ready.notes())
                                        .singleElement()
                                        .asString()
                                        .contains(words)
                                        .doesNotContain(temporary.toString(), "touch"));
        assertThat(checkouts.directory().resolve("marker")).doesNotExist();
    }

    private static String declared(
            TestRepository repository, String path, String url, String commit) {
        repository.commit(".gitmodules", section("x", path, url, "checkout"));
        return link(repository, path, commit);
    }

    private static String link(TestRepository repository, String path, String commit) {
        repository.git("update-index", "--add", "--cacheinfo", "160000," + commit + "," + path);
        repository.git("commit", "--quiet", "--message=submodule");
        return repository.head();
    }

    private static String section(String name, String path, String url, String update) {
        return "[submodule \"%s\"]\n\tpath = \"%s\"\n\turl = \"%s\"\n\tupdate = \"%s\"\n"
                .formatted(name, path, url, update);
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(temporary.resolve(name), content).toString();
    }

    /** A tree of exactly these entries, also where git itself would not make one. */
    private String hash(TestRepository repository, String... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (var entry : List.of(entries)) {
            var parts = entry.split("[ \t]", 4);
            bytes.writeBytes(
                    (parts[0].replaceFirst("^0", "") + " " + parts[3] + "\0")
                            .getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(HexFormat.of().parseHex(parts[2]));
        }
        var file = temporary.resolve("tree");
        Files.write(file, bytes.toByteArray());
        return repository.git("hash-object", "-w", "--literally", "-t", "tree", file.toString());
    }
}
