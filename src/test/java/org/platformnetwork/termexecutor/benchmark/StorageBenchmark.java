package org.platformnetwork.termexecutor.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.PostgresStatements;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.util.FileSystemUtils;

/**
 * What a task costs the database, as PostgreSQL counts it: statements and bytes of the write-ahead
 * log. Statements that follow the clock and not the tasks are counted apart. Reading the whole
 * batch afterwards shows whether its outputs fit through the heap, which {@code -Xmx256m} makes
 * small.
 *
 * <p>Arguments: tasks, lanes and KiB of output a task of a batch each, as {@code 40x4x0}.
 */
public final class StorageBenchmark {

    /** Polling of the queue and of votes, heartbeats, the probe; and transactions. */
    private static final String BY_THE_CLOCK =
            """
            (query like '%queue_position is not null%' or query like '%execution_time <= $%'
              or query like '%last_heartbeat%' or query like '%probe%'
              or query ~* '^(show|set|begin|commit|savepoint|release|rollback)')
            """;

    private StorageBenchmark() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("storage-benchmark");
        // PostgreSQL's user has to come through.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        try (var server = PostgresServer.start(directory.resolve("server"))) {
            var statements = PostgresStatements.of(server);
            for (var size : args) {
                var parts = size.split("x", -1);
                int tasks = Integer.parseInt(parts[0]);
                var environment =
                        Map.of(
                                "logging.level.root",
                                "warn",
                                "ISOLATION",
                                "process",
                                "MAX_CONCURRENT_TASKS",
                                parts[1],
                                "DATABASE_URL",
                                server.url());
                try (var service = RunningService.start(directory.resolve("work"), environment)) {
                    System.out.printf("%s tasks, %s lanes: ", parts[0], parts[1]);
                    measure(
                            tasks,
                            archive(tasks, Integer.parseInt(parts[2]), repository),
                            service,
                            statements);
                }
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
        System.exit(0);
    }

    private static byte[] archive(int tasks, int kibibytes, TestRepository repository) {
        var agent = "echo b >a.txt # " + UUID.randomUUID() + "\n";
        var archive = TestArchive.withAgent("agent.sh", agent);
        for (int i = 0; i < tasks; i++) {
            archive.task(
                    "t" + i,
                    repository,
                    "head -c %d /dev/zero | tr '\\0' %d\n".formatted(kibibytes * 1024, i % 10));
        }
        return archive.zip();
    }

    private static void measure(
            int tasks, byte[] zip, RunningService service, PostgresStatements statements) {
        var client = service.client();
        var nonce = UUID.randomUUID().toString();
        var id = client.submit(TestKeys.ALICE, nonce, zip, "").text("batch_id");
        var events = client.events("?batch_id=" + id);
        statements.reset();
        long before = statements.bytes();
        long start = System.nanoTime();
        client.submit(TestKeys.BOB, zip);
        events.closed().orTimeout(1, TimeUnit.HOURS).join();
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = statements.bytes() - before;
        var ofTasks = "not " + BY_THE_CLOCK;
        System.out.printf(
                "%.1f statements and %d bytes a task; %d passed in %.0f s, %.1f statements a second"
                        + " by the clock%n",
                statements.count(ofTasks) / (double) tasks,
                bytes / tasks,
                client.get("/batch/" + id + "?outputs=false").json().path("passed_tasks").asInt(),
                seconds,
                statements.count(BY_THE_CLOCK) / seconds);
        System.out.printf("  %d bytes read, %d MiB of heap used%n", read(service, id), heap());
        statements.most(ofTasks).forEach(line -> System.out.println("  " + line));
    }

    private static long read(RunningService service, String batch) {
        var uri = URI.create("http://127.0.0.1:%d/batch/%s".formatted(service.port(), batch));
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(uri).build();
            try (var body = client.send(request, BodyHandlers.ofInputStream()).body()) {
                return body.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long heap() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }
}
