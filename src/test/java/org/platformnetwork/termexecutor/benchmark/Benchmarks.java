package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * What the service costs, against what someone would do by hand, in turn and on the same machine:
 * each row has medians of the same number of rounds. Writes {@code target/benchmark}.
 */
public final class Benchmarks {

    private static final Path JAR = Path.of("target/term-executor.jar");
    private static final Path RESULTS = Path.of("target/benchmark");

    private final Scale scale;
    private final List<String> java;
    private final Path directory;
    private final SignedVotes votes = new SignedVotes();
    private final Report report = new Report();

    /**
     * @param java what runs the service: the arguments of {@code java}
     */
    Benchmarks(Scale scale, List<String> java, Path directory) {
        this.scale = scale;
        this.java = java;
        this.directory = directory;
    }

    /** How much is measured. */
    record Scale(int rounds, int tasks, int requests, int archives, int uploadMegabytes) {

        static final Scale FULL = new Scale(3, 32, 10_000, 30, 200);

        /** Enough to see that it works. */
        static final Scale SHORT = new Scale(1, 2, 64, 1, 1);
    }

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("term-executor-benchmark-");
        // The users of level uid have to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try {
            var java = List.of("-jar", JAR.toAbsolutePath().toString());
            var levels = List.of(System.getProperty("benchmark.levels", "process").split(","));
            new Benchmarks(Scale.FULL, java, directory).run(levels).write(RESULTS);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    Report run(List<String> levels) throws IOException, InterruptedException {
        for (var level : levels) {
            tasks(level);
        }
        try (var bare = bare();
                var service =
                        service("requests", Map.of("TRUSTED_VALIDATORS", votes.validators()))) {
            requests(new RequestComparisons(service, bare, votes, scale.rounds()));
            var uploads = new UploadComparison(votes.key(), directory.resolve("uploads"));
            report.add(uploads.row(service, scale.uploadMegabytes(), scale.rounds()));
        }
        report.add(starts());
        return report;
    }

    private void tasks(String level) throws IOException, InterruptedException {
        var validator = votes.key();
        var environment =
                Map.of("ISOLATION", level, "TRUSTED_VALIDATORS", validator.hotkey().address());
        var tasks = new TaskComparisons(validator, directory.resolve("origin-" + level));
        try (var service = service("tasks-" + level, environment)) {
            report.add(tasks.trivial(service, level, scale.tasks(), scale.rounds()));
            report.add(tasks.waiting(service, level, scale.tasks() * 2, 1));
        }
    }

    private void requests(RequestComparisons requests) throws IOException, InterruptedException {
        report.add(requests.withoutHeaders(scale.requests()));
        report.add(requests.badSignatures(scale.requests()));
        report.add(requests.reads("GET /health", "/health", scale.requests()));
        report.add(requests.reads("GET /status", "/status", scale.requests()));
        report.add(requests.votesInTurn(directory.resolve("disk")));
        report.add(requests.votes(scale.archives()));
        report.add(requests.reads("GET /batches", "/batches", scale.requests()));
    }

    private Row starts() throws IOException, InterruptedException {
        return Row.inTurn(
                scale.rounds(),
                false,
                "start of java -jar, until it is healthy",
                () -> {
                    try (var service = service("start", Map.of())) {
                        return service.start();
                    }
                },
                "start of an empty servlet",
                () -> {
                    try (var bare = bare()) {
                        return bare.start();
                    }
                });
    }

    private MeasuredService bare() throws IOException {
        return MeasuredService.start(
                List.of("-cp", System.getProperty("java.class.path"), BareServer.class.getName()),
                directory.resolve("bare/log"),
                Map.of());
    }

    private MeasuredService service(String name, Map<String, String> environment)
            throws IOException {
        var all =
                new HashMap<>(
                        Map.of(
                                "ISOLATION", "process",
                                "CONSENSUS_TTL_SECS", "3600",
                                "MAX_PENDING_CONSENSUS", "1000",
                                "MAX_CONCURRENT_TASKS", "8",
                                "NEGATIVE_CONTROL", "false"));
        all.putAll(environment);
        return MeasuredService.start(java, directory.resolve(name).resolve("log"), all);
    }
}
