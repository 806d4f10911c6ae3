package org.platformnetwork.termexecutor.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * Starts the service, submits {@link DemoBatch} signed by two of three validators, shows what
 * happens and prints the verdicts. With {@code -Ddemo.exit} it ends there, with exit code 0 only if
 * the verdicts are the expected ones; else it serves until Ctrl-C.
 */
public final class Demo {

    private static final PrintStream OUT = System.out;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private Demo() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("term-executor-demo");
        // The users of level uid have to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        // Once the service has removed what it owns there.
        SpringApplication.getShutdownHandlers().add(() -> delete(directory));
        var archive = DemoBatch.create(directory.resolve("mirrors"));
        var service =
                RunningService.start(
                        directory.resolve("sessions"),
                        Map.of(
                                "PORT",
                                Objects.requireNonNullElse(System.getenv("PORT"), "8080"),
                                "TASK_VALIDATION",
                                "auto",
                                "REPO_REWRITE",
                                "https://github.com/=file://" + directory.resolve("mirrors") + "/",
                                "logging.level.root",
                                "warn"));
        boolean expected = evaluate(service.client(), archive, service.port());
        if (Boolean.getBoolean("demo.exit")) {
            System.exit(expected ? 0 : 1);
        }
        OUT.println("Serving until Ctrl-C.");
        Thread.currentThread().join();
    }

    private static boolean evaluate(ServiceClient client, byte[] archive, int port)
            throws Exception {
        OUT.printf("%nterm-executor serves on http://localhost:%d%n", port);
        var batchId = client.submit(TestKeys.ALICE, archive).text("batch_id");
        OUT.printf("validator 1 voted; batch %s waits for a second vote%n", batchId);
        var events = client.events("?batch_id=" + batchId, Demo::show);
        var reached = client.submit(TestKeys.BOB, archive);
        OUT.printf("validator 2 voted (HTTP %d): consensus, 2 of 3%n%n", reached.status());
        events.closed().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);

        var batch = client.get("/batch/" + batchId).json();
        OUT.printf("%n%-18s %-10s %-7s %-13s %8s%n", "task", "status", "reward", "failure", "ms");
        boolean expected = batch.path("tasks").size() == DemoBatch.EXPECTED.size();
        for (var task : batch.path("tasks")) {
            var name = task.path("task_id").asString();
            var status = task.path("status").asString();
            expected &= status.equals(DemoBatch.EXPECTED.get(name));
            OUT.printf(
                    "%-18s %-10s %-7s %-13s %8d%n",
                    name,
                    status,
                    task.path("reward").asDouble(),
                    task.path("failure_class").asString("-"),
                    task.path("duration_ms").asLong());
        }
        OUT.printf(
                "%naggregate reward %.2f, %s%nhttp://localhost:%d/#/batch/%s%n",
                batch.path("aggregate_reward").asDouble(),
                expected ? "as expected" : "NOT AS EXPECTED",
                port,
                batchId);
        return expected;
    }

    private static void show(JsonNode frame) {
        var event = frame.path("event").asString();
        var data = frame.path("data");
        switch (event) {
            case "task_phase" ->
                    OUT.printf(
                            "  %-18s %s%n",
                            frame.path("task_id").asString(), data.path("phase").asString());
            case "task_complete" ->
                    OUT.printf(
                            "  %-18s %s, reward %s%n",
                            frame.path("task_id").asString(),
                            data.path("status").asString(),
                            data.path("reward").asDouble());
            case "task_started" -> {}
            default -> OUT.printf("  %s%n", event);
        }
    }

    private static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
