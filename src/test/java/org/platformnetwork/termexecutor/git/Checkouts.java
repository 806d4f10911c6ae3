package org.platformnetwork.termexecutor.git;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Checkouts below one temporary directory, each into a directory of its own. */
final class Checkouts {

    private final Path temporary;
    private final GitCheckout git;
    private int count;

    Checkouts(Path temporary, Duration timeout, Set<String> protocols, String... rewrites)
            throws IOException {
        this.temporary = temporary;
        this.git =
                new GitCheckout(
                        new GitSettings(
                                timeout, protocols, List.of(rewrites), temporary.resolve("home")),
                        new ProcessRunner());
    }

    static Checkouts of(Path temporary, String... protocols) throws IOException {
        return new Checkouts(temporary, Duration.ofSeconds(60), Set.of(protocols));
    }

    /** A server of plain files, which knows nothing of git and gives no commit by its hash. */
    static HttpServer serve(Path directory) {
        var server =
                SimpleFileServer.createFileServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        directory,
                        OutputLevel.NONE);
        server.start();
        return server;
    }

    CheckoutResult checkout(String repository, @Nullable String commit) throws IOException {
        count++;
        return git.checkout(
                repository,
                commit,
                Files.createDirectories(directory()),
                directory().resolveSibling("aside"));
    }

    /** Checks out what must be there. */
    TestRepository ready(String repository, @Nullable String commit) throws IOException {
        var result = checkout(repository, commit);
        var tree = TestRepository.open(directory());
        assertThat(result).isInstanceOf(CheckoutResult.Ready.class);
        assertThat(result).isEqualTo(new CheckoutResult.Ready(tree.head()));
        return tree;
    }

    /** Brings a checked-out commit with a patch applied. */
    CheckoutResult patched(Path base, Path patch) throws IOException {
        count++;
        return git.checkoutPatched(base, patch, Files.createDirectories(directory()));
    }

    /** Where the last checkout went. */
    Path directory() {
        return temporary.resolve("checkout-" + count).resolve("repository");
    }
}
