package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.platformnetwork.termexecutor.TermExecutorApplication;
import org.platformnetwork.termexecutor.testing.ServiceClient;

/** One life of the service, as a process of its own on a port of its own of the loopback. */
final class ServiceProcess {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int SIGKILL = 128 + 9;

    private final int life;
    private final Process process;
    private final Path log;
    private final ServiceClient client;

    private ServiceProcess(int life, Process process, Path log, ServiceClient client) {
        this.life = life;
        this.process = process;
        this.log = log;
        this.client = client;
    }

    /**
     * Starts it, and waits for nothing.
     *
     * @param environment the service's variables
     */
    static ServiceProcess start(int life, Path log, Map<String, String> environment)
            throws IOException {
        return start(life, log, environment, List.of());
    }

    /**
     * Starts it by a command that ends as the service.
     *
     * @param command takes the service's command line as further arguments
     */
    static ServiceProcess start(
            int life, Path log, Map<String, String> environment, List<String> command)
            throws IOException {
        int port = freePort();
        var line = new ArrayList<>(command);
        line.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TermExecutorApplication.class.getName()));
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        var process = builder.start();
        // When someone ends the test itself.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ServiceProcess(life, process, log, new ServiceClient(port));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Which one it is, from 1. */
    int life() {
        return life;
    }

    long pid() {
        return process.pid();
    }

    ServiceClient client() {
        return client;
    }

    Path log() {
        return log;
    }

    /** Waits until it serves; how long that took. */
    Duration awaitReady() {
        long began = System.nanoTime();
        Awaitility.await("life " + life + " serves")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .until(this::isReady);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("life " + life + " did not start");
        }
        try {
            return client.get("/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Waits until it has logged something. */
    void awaitLine(String text) {
        Awaitility.await("life " + life + " logs")
                .atMost(TIMEOUT)
                .until(() -> Files.readString(log).contains(text));
    }

    /** Waits until it has ended by itself; with which exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("life " + life + " does not end");
        }
        return process.exitValue();
    }

    /** Reads, once there is a database to read from. */
    ServiceClient.Answer get(String path) {
        return withStore(() -> client.get(path));
    }

    /** Asks until the answer is not that the store is away. */
    ServiceClient.Answer withStore(Supplier<ServiceClient.Answer> request) {
        return Awaitility.await()
                .atMost(TIMEOUT)
                .pollInSameThread()
                .until(request::get, answer -> !isStoreAway(answer));
    }

    static boolean isStoreAway(ServiceClient.Answer answer) {
        return answer.status() == 503 && answer.text("error").equals("store_unavailable");
    }

    /** Lets it live on for a while; whether it does. */
    boolean survives(Duration time) throws InterruptedException {
        return !process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Whether it was alive, and no longer is. */
    boolean kill() throws InterruptedException {
        boolean wasAlive = process.isAlive();
        process.destroyForcibly();
        // It may wait for requests that no one answers any more.
        Thread.ofVirtual().start(client::close);
        return process.waitFor() == SIGKILL && wasAlive;
    }

    /** Ends it as an operator does. */
    boolean stop() throws InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        kill();
        return ended;
    }

    /** What it logged as its own failure. */
    List<String> errors() throws IOException {
        return Files.readAllLines(log).stream().filter(line -> line.contains(" ERROR ")).toList();
    }
}
