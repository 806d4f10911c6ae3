package org.platformnetwork.termexecutor.benchmark;

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
import org.awaitility.Awaitility;
import org.platformnetwork.termexecutor.benchmark.Row.Sample;
import org.platformnetwork.termexecutor.benchmark.Row.Work;
import org.platformnetwork.termexecutor.testing.ServiceClient;

/** A server as a process of its own, and what it costs. */
final class MeasuredService implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final double TICKS = 100;

    private final Process process;
    private final int port;
    private final ServiceClient client;
    private final Sample start;

    private MeasuredService(Process process, int port, long began) {
        this.process = process;
        this.port = port;
        this.client = new ServiceClient(port);
        // When someone ends the benchmark itself.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await("the server serves")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .until(this::isReady);
        this.start = new Sample((System.nanoTime() - began) / 1e9, cpu(process.pid(), false));
    }

    /**
     * Starts one and waits until it answers {@code GET /health}.
     *
     * @param java options, and what to run
     * @param log what it prints
     * @param environment its variables, besides those of every benchmark
     */
    static MeasuredService start(List<String> java, Path log, Map<String, String> environment)
            throws IOException {
        int port = freePort();
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(java);
        Files.createDirectories(log.getParent());
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "PORT",
                                Integer.toString(port),
                                "SERVER_ADDRESS",
                                "127.0.0.1",
                                "BITTENSOR_RPC",
                                "off",
                                "DATA_DIR",
                                log.resolveSibling("data").toString(),
                                "WORKSPACE_BASE",
                                log.resolveSibling("sessions").toString(),
                                "ALLOWED_GIT_PROTOCOLS",
                                "https,file"));
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        return new MeasuredService(builder.start(), port, began);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The server did not start");
        }
        try {
            return client.get("/health").status() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    int port() {
        return port;
    }

    ServiceClient client() {
        return client;
    }

    /** What its start cost, until it answered. */
    Sample start() {
        return start;
    }

    /** What it costs while some work is done from outside; the work's own costs do not count. */
    Sample during(Work work) throws IOException, InterruptedException {
        double before = cpu(process.pid(), true);
        var sample = work.run();
        return new Sample(sample.seconds(), cpu(process.pid(), true) - before);
    }

    /** What commands cost that this process waits for. */
    static Sample byHand(List<String> command) throws IOException, InterruptedException {
        long pid = ProcessHandle.current().pid();
        double before = cpu(pid, true) - cpu(pid, false);
        long began = System.nanoTime();
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException(command.getFirst() + " failed");
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Sample(seconds, cpu(pid, true) - cpu(pid, false) - before);
    }

    /** See proc_pid_stat(5): utime, stime, and those of children that were waited for. */
    private static double cpu(long pid, boolean withChildren) {
        try {
            var text = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = 11; i < (withChildren ? 15 : 13); i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks / TICKS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory that it has, and the most it had. In bytes. */
    long memory(String field) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        process.onExit().join();
    }
}
