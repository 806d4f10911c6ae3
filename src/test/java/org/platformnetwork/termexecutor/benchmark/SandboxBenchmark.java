package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.springframework.util.FileSystemUtils;

/**
 * What the sandbox adds to one command: {@code /bin/true} in it, in turn with the same by {@code
 * ProcessRunner} alone and by Java's own process; the level is that of the system property {@code
 * isolation}, by default {@code auto}.
 */
final class SandboxBenchmark {

    private static final int RUNS = 200;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private SandboxBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("sandbox-benchmark");
        // The users of level uid have to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            measure(directory, System.getProperty("isolation", "auto"));
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static void measure(Path directory, String level)
            throws IOException, InterruptedException {
        try (var service =
                RunningService.start(directory.resolve("work"), Map.of("ISOLATION", level))) {
            var sandboxes = service.bean(Sandboxes.class);
            var layer = Layer.create(directory.resolve("work/layer"));
            Files.createDirectories(layer.git());
            sandboxes.seal(layer);
            var sandbox =
                    sandboxes.open(
                            directory.resolve("work/sandbox"), layer, SandboxPhase.VERIFY, "/repo");
            var runner = service.bean(ProcessRunner.class);
            var command = new SandboxCommand(List.of("/bin/true"), "", Map.of(), TIMEOUT, false);
            var plain = new Command(List.of("/bin/true"), Path.of("/"), Map.of(), TIMEOUT, 1024);
            var times = new double[3][RUNS];
            for (int i = -20; i < RUNS; i++) {
                int place = Math.max(i, 0);
                times[0][place] = millis(() -> require(sandbox.run(command).outcome()));
                times[1][place] = millis(() -> require(runner.run(plain)));
                times[2][place] = millis(() -> new ProcessBuilder("/bin/true").start().waitFor());
            }
            System.out.printf(
                    "/bin/true, medians of %d (fastest tenth): %s %s, ProcessRunner %s, Java %s;"
                            + " added %.1f ms (%.1f)%n",
                    RUNS,
                    sandboxes.isolation().wireName(),
                    text(times[0]),
                    text(times[1]),
                    text(times[2]),
                    quantile(times[0], 2) - quantile(times[1], 2),
                    quantile(times[0], 10) - quantile(times[1], 10));
            sandbox.close();
        }
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private static double millis(Step step) throws IOException, InterruptedException {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static void require(ProcessResult processResult) {
        if (!(processResult instanceof ProcessResult.Exited exited) || exited.code() != 0) {
            throw new IllegalStateException(processResult.toString());
        }
    }

    private static String text(double[] times) {
        return "%.1f ms (%.1f)".formatted(quantile(times, 2), quantile(times, 10));
    }

    private static double quantile(double[] times, int part) {
        var sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / part];
    }
}
