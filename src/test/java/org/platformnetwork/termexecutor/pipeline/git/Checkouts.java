package org.platformnetwork.termexecutor.pipeline.git;

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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.unit.DataSize;

/** Checkouts below one temporary directory, each into a directory of its own. */
final class Checkouts {

    static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Path temporary;
    private final GitCheckout git;
    private int count;

    Checkouts(Path temporary, Duration timeout, Set<String> protocols, String... rewrites)
            throws IOException {
        this(temporary, timeout, DataSize.ofGigabytes(1), protocols, rewrites);
    }

    Checkouts(
            Path temporary,
            Duration timeout,
            DataSize cacheBytes,
            Set<String> protocols,
            String... rewrites)
            throws IOException {
        this.temporary = temporary;
        this.git =
                new GitCheckout(
                        new GitSettings(
                                timeout,
                                protocols,
                                List.of(rewrites),
                                temporary.resolve("home"),
                                cacheBytes,
                                true),
                        new ProcessRunner());
    }

    static Checkouts of(Path temporary, String... protocols) throws IOException {
        return new Checkouts(temporary, TIMEOUT, Set.of(protocols));
    }

    /** Checkouts into a place of their own that share the mirrors, as another service would. */
    static Checkouts sharing(Path temporary, String place) throws IOException {
        var git = new GitCheckout(settings(temporary, "file"), new ProcessRunner());
        return new Checkouts(temporary.resolve(place), git);
    }

    /** Checkouts whose {@link #TIMEOUT} passes by that clock. */
    static Checkouts timedBy(ManualClock clock, Path temporary, String protocol)
            throws IOException {
        var runner = new ProcessRunner(clock::nanoTime);
        return new Checkouts(temporary, new GitCheckout(settings(temporary, protocol), runner));
    }

    /** Checkouts whose tasks may lead to these addresses only. */
    static Checkouts guarded(Path temporary, Predicate<InetAddress> reachable, String... rewrites)
            throws IOException {
        var settings =
                new GitSettings(
                        TIMEOUT,
                        Set.of("file", "http", "git", "ssh"),
                        List.of(rewrites),
                        temporary.resolve("home"),
                        DataSize.ofGigabytes(1),
                        false);
        return new Checkouts(temporary, new GitCheckout(settings, new ProcessRunner(), reachable));
    }

    private static GitSettings settings(Path temporary, String protocol) {
        return new GitSettings(
                TIMEOUT,
                Set.of(protocol),
                List.of(),
                temporary.resolve("home"),
                DataSize.ofGigabytes(1),
                true);
    }

    private Checkouts(Path temporary, GitCheckout git) {
        this.temporary = temporary;
        this.git = git;
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
        do {
            count++;
        } while (Files.exists(directory()));
        return git.checkout(repository, commit, Files.createDirectories(directory()));
    }

    /** Checks out what must be there. */
    TestRepository ready(String repository, @Nullable String commit) throws IOException {
        var result = checkout(repository, commit);
        var tree = TestRepository.open(directory());
        assertThat(result).isInstanceOf(CheckoutResult.Ready.class);
        assertThat(result).isEqualTo(new CheckoutResult.Ready(tree.head(), List.of()));
        return tree;
    }

    /** Brings a checked-out commit with a patch applied. */
    CheckoutResult patched(Path base, Path patch) throws IOException {
        count++;
        return git.checkoutPatched(base, patch, Files.createDirectories(directory()));
    }

    /** Removes what only the network could bring back. */
    static void forget(TestRepository origin) throws IOException {
        MirrorFiles.removeTree(origin.directory());
    }

    /** Where the mirror of a URL lies. */
    MirrorFiles mirror(String url) {
        return MirrorFiles.of(temporary.resolve("home/mirrors"), url);
    }

    /** Where the last checkout went. */
    Path directory() {
        return temporary.resolve("checkout-" + count).resolve("repository");
    }
}
