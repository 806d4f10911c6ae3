package org.platformnetwork.termexecutor.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.platformnetwork.termexecutor.TermExecutorApplication;

/** A worker, or what has another role, as a process of its own. */
final class RoleProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Process process;
    private final Path log;

    private RoleProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it, and waits for nothing.
     *
     * @param environment its variables
     * @param options of the JVM
     */
    static RoleProcess start(Path log, Map<String, String> environment, String... options) {
        var line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path")));
        line.addAll(List.of(options));
        line.add(TermExecutorApplication.class.getName());
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
        try {
            var process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            // When someone ends the test itself.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new RoleProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has logged something. */
    void awaitLine(String text) {
        Awaitility.await(text).atMost(TIMEOUT).until(() -> Files.readString(log).contains(text));
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(log);
    }

    /** Sends a signal, as {@code STOP}. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
