package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * What small batches leave behind, one after the other: a table of what the service, its machine
 * and its database hold after the first ten, half-way, and at the end. The first argument is the
 * number of batches, by default 1,000; the level is that of the system property {@code isolation}.
 */
final class SoakBenchmark {

    private static final int FIRST = 10;

    private final Path directory;
    private final RunningService service;

    private SoakBenchmark(Path directory, RunningService service) {
        this.directory = directory;
        this.service = service;
    }

    public static void main(String[] args) throws IOException, SQLException {
        int batches = args.length == 0 ? 1000 : Integer.parseInt(args[0]);
        var directory = Files.createTempDirectory("soak-benchmark");
        // The users of level uid have to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var settings =
                Map.of(
                        "ISOLATION",
                        System.getProperty("isolation", "namespaces"),
                        "logging.level.root",
                        "warn");
        try (var service = RunningService.start(directory.resolve("work"), settings)) {
            new SoakBenchmark(directory, service).run(batches);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private void run(int batches) throws IOException, SQLException {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var columns = new TreeMap<Integer, Map<String, Long>>();
        for (int batch = 1; batch <= batches; batch++) {
            var agent = "echo b >a.txt # " + UUID.randomUUID() + "\n";
            service.evaluate(
                    TestArchive.withAgent("agent.sh", agent)
                            .task("t", repository, "grep b a.txt\n"));
            if (batch == FIRST || batch == batches / 2 || batch == batches) {
                columns.put(batch, held());
            }
        }
        System.out.println("| after batches | " + columns.keySet());
        for (var name : columns.lastEntry().getValue().keySet()) {
            var values = columns.values().stream().map(column -> column.get(name)).toList();
            System.out.println("| " + name + " | " + values);
        }
    }

    private Map<String, Long> held() throws IOException, SQLException {
        var held = new TreeMap<String, Long>();
        System.gc();
        var memory = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        held.put("heap, KiB", memory.getUsed() >> 10);
        held.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
        held.put("descriptors", found("/proc/%d/fd".formatted(ProcessHandle.current().pid())));
        held.put("child processes", ProcessHandle.current().descendants().count());
        held.put("mounts", lines(Path.of("/proc/self/mountinfo")));
        held.put("keys", lines(Path.of("/proc/keys")));
        held.put("cgroups", found("/sys/fs/cgroup", "-type", "d", "-path", "*/term-executor-*"));
        held.put("users", lines(directory.resolve("work/.users")));
        held.put("files", found(directory.resolve("work").toString()));
        held.putAll(rows());
        return held;
    }

    private static long lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }

    /** By find(1), which others' files may vanish under. */
    private static long found(String place, String... tests) throws IOException {
        var command = new ArrayList<>(List.of("find", place));
        command.addAll(List.of(tests));
        var process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        try (var lines = process.inputReader()) {
            return lines.lines().count();
        }
    }

    private Map<String, Long> rows() throws SQLException {
        var rows = new TreeMap<String, Long>();
        var url = "jdbc:sqlite:" + directory.resolve("work/data/term-executor.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            var tables = new ArrayList<String>();
            try (var found =
                    connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
                while (found.next()) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
            for (var table : tables) {
                try (var counted = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    counted.next();
                    rows.put("rows of " + table, counted.getLong(1));
                }
            }
        }
        return rows;
    }
}
