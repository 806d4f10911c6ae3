package org.platformnetwork.termexecutor.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** docker-registry(1) on a loopback port, with its files in a directory of its own. */
public final class TestRegistry implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final Process process;

    private TestRegistry(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts one; nothing is in it. */
    public static TestRegistry start(Path directory) {
        try {
            Files.createDirectories(directory);
            int port = freePort();
            var configuration =
                    Files.writeString(
                            directory.resolve("registry.yml"),
                            """
                            version: 0.1
                            log: {level: error, accesslog: {disabled: true}}
                            storage:
                              filesystem: {rootdirectory: %s}
                              delete: {enabled: true}
                            http: {addr: "127.0.0.1:%d"}
                            """
                                    .formatted(directory.resolve("content"), port));
            var process =
                    new ProcessBuilder("docker-registry", "serve", configuration.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("log").toFile())
                            .start();
            await().until(() -> answers(port));
            return new TestRegistry(directory, port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /** As the first part of an image's name. */
    public String name() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /**
     * Takes an image from a directory in OCI's layout.
     *
     * @param options of skopeo-copy(1)
     */
    public void push(Path layout, String name, String... options) {
        var log = directory.resolve("push.log").toFile();
        try {
            var line = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--all"));
            line.add("--dest-tls-verify=false");
            line.addAll(List.of(options));
            line.addAll(List.of("oci:" + layout, "docker://" + name() + "/" + name));
            var push =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log).start();
            if (push.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(log.toPath()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
