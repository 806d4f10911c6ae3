package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Temporal's own server for development, on free ports of the loopback, with nothing on disk. */
public final class TemporalServer implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    private TemporalServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it takes connections. */
    public static TemporalServer start() {
        try {
            int port = freePort();
            var process =
                    new ProcessBuilder(
                                    "temporal",
                                    "server",
                                    "start-dev",
                                    "--ip",
                                    "127.0.0.1",
                                    "--port",
                                    Integer.toString(port),
                                    "--http-port",
                                    Integer.toString(freePort()),
                                    "--metrics-port",
                                    Integer.toString(freePort()),
                                    "--headless",
                                    "--log-level",
                                    "error")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            // When someone ends the test itself.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            var server = new TemporalServer(process, port);
            Awaitility.await("Temporal serves").atMost(TIMEOUT).until(server::isReady);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that was free a moment ago. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Temporal did not start");
        }
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Its {@code TEMPORAL_ADDRESS}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
