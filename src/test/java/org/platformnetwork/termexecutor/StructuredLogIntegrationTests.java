package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the service prints as the image sets it: one JSON object in each line, and nothing else. */
class StructuredLogIntegrationTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern KEY = Pattern.compile("addKeyValue\\(\\s*\"([^\"]*)\"");
    private static final long TIMEOUT_SECONDS = 90;

    @TempDir Path temporary;

    private Process start(int port, Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TermExecutorApplication.class.getName());
        builder.environment().put("SERVER_ADDRESS", "127.0.0.1");
        builder.environment()
                .putAll(
                        Map.of(
                                "PORT",
                                Integer.toString(port),
                                "LOGGING_STRUCTURED_FORMAT_CONSOLE",
                                "logstash",
                                "BITTENSOR_RPC",
                                "off",
                                "TRUSTED_VALIDATORS",
                                TestKeys.trustedValidators(),
                                "WORKSPACE_BASE",
                                temporary.resolve("work").toString(),
                                "DATA_DIR",
                                temporary.resolve("data").toString(),
                                "ISOLATION",
                                "process",
                                "ALLOWED_GIT_PROTOCOLS",
                                "file"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
    }

    private Path log() {
        return temporary.resolve("log");
    }

    /** Every line is one. */
    private List<JsonNode> objects() throws IOException {
        var objects = Files.readAllLines(log()).stream().map(JSON::readTree).toList();
        assertThat(objects)
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.isObject()).isTrue();
                    OffsetDateTime.parse(line.path("@timestamp").asString());
                    assertThat(line.path("level").asString()).isIn("INFO", "WARN", "ERROR");
                    assertThat(line.path("logger_name").asString()).isNotBlank();
                    assertThat(line.path("message").asString()).isNotBlank();
                });
        return objects;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The framework loses such a line and prints a stack trace in its place. */
    @Test
    void noKeyHasTheNameOfAFieldOfItsOwn() throws IOException {
        var keys = new TreeSet<String>();
        try (var tree = Files.walk(Path.of("src/main/java"))) {
            for (var file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
                KEY.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> keys.add(match.group(1)));
            }
        }

        assertThat(keys)
                .contains("batch", "task", "isolation")
                .doesNotContain("message", "level", "level_value", "logger_name", "thread_name")
                .doesNotContain("stack_trace", "tags", "@timestamp", "@version");
    }

    @Test
    void everyLineOfALifeIsAnObjectWithItsKeys() throws Exception {
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        var zip =
                TestArchive.withAgent("agent.sh", "echo 42 > a.txt\n")
                        .task("good", repository, "grep -q 42 a.txt\n")
                        .task("away", repository, "true\n")
                        .file("tasks/away/workspace.yaml", "repo: [\n")
                        .task("gone", repository, "true\n")
                        .file(
                                "tasks/gone/workspace.yaml",
                                "repo: %s\nbase_commit: %s\n"
                                        .formatted(repository.url(), "0123456789".repeat(4)))
                        .zip();
        int port = freePort();
        var process = start(port, Map.of());
        String batch;
        try (var client = new ServiceClient(port)) {
            await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS).until(() -> isReady(process, client));
            batch = client.submit(TestKeys.ALICE, zip).text("batch_id");
            client.submit(TestKeys.BOB, zip);
            await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .until(() -> client.get("/batch/" + batch).text("status"), "completed"::equals);
            process.destroy();
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        var lines = objects();

        assertThat(lines)
                .filteredOn(line -> line.path("message").asString().equals("Task ended"))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.path("batch").asString()).isEqualTo(batch))
                .extracting(
                        line -> line.path("task").asString(),
                        line -> line.path("status").asString(),
                        line -> line.path("class").asString(),
                        line -> line.path("reward").asDouble())
                .containsExactlyInAnyOrder(
                        tuple("good", "completed", "passed", 1.0),
                        tuple("away", "failed", "invalid_task", 0.0),
                        tuple("gone", "failed", "invalid_task", 0.0));
        assertThat(lines)
                .filteredOn(line -> line.path("message").asString().equals("git did not succeed"))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.path("batch").asString()).isEqualTo(batch);
                    assertThat(line.path("task").asString()).isEqualTo("gone");
                    assertThat(line.path("reason").asString()).contains(repository.url());
                });
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.path("logger_name").asString())
                                .startsWith("org.platformnetwork."));
        assertThat(lines)
                .filteredOn(line -> line.path("message").asString().equals("Service started"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("release").asString()).isNotBlank();
                    assertThat(line.path("address").asString()).isEqualTo("127.0.0.1:" + port);
                    assertThat(line.path("isolation").asString()).isEqualTo("process");
                    assertThat(line.path("limits").asString()).isNotBlank();
                    assertThat(line.path("validators").asInt()).isEqualTo(3);
                });
        assertThat(lines)
                .extracting(line -> line.path("message").asString())
                .containsSubsequence(
                        "Service started",
                        "Vote counted",
                        "Validators agree",
                        "Batch started",
                        "Task ended",
                        "Batch ended",
                        "Service stops");
        assertThat(lines)
                .filteredOn(line -> line.path("message").asString().equals("Batch ended"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("passed").asInt()).isOne();
                    assertThat(line.path("tasks").asInt()).isEqualTo(3);
                    assertThat(line.path("reward").asDouble()).isBetween(0.33, 0.34);
                });
    }

    private static boolean isReady(Process process, ServiceClient client) {
        if (!process.isAlive()) {
            throw new IllegalStateException("the service did not start");
        }
        try {
            return client.get("/readyz").status() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    @Test
    void startWarnsOfMisspeltSettingsAndOfNoValidator() throws Exception {
        int port = freePort();
        var process = start(port, Map.of("TRUSTED_VALIDATORS", "", "MAX_CONCURENT_TASKS", "2"));
        try (var client = new ServiceClient(port)) {
            await().atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS).until(() -> isReady(process, client));
        } finally {
            process.destroy();
            process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
        }

        assertThat(objects())
                .filteredOn(line -> line.path("level").asString().equals("WARN"))
                .anySatisfy(line -> {
                    assertThat(line.path("variable").asString()).isEqualTo("MAX_CONCURENT_TASKS");
                    assertThat(line.path("meant").asString()).isEqualTo("MAX_CONCURRENT_TASKS");
                })
                .anySatisfy(line ->
                        assertThat(line.path("message").asString())
                                .startsWith("No validator is known")
                                .contains("TRUSTED_VALIDATORS"));
    }

    @Test
    void failedStartSaysWhyInOneObject() throws Exception {
        var process = start(0, Map.of("AGENT_TIMEOUT_SECS", "soon"));
        try {
            assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(objects())
                .filteredOn(line -> line.path("level").asString().equals("ERROR"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line.path("message").asString())
                                .isEqualTo(
                                        "AGENT_TIMEOUT_SECS=soon is not allowed: seconds, or a time"
                                                + " with a unit, as 90s, 10m or 2h."));
    }
}
