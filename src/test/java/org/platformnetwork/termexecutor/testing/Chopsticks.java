package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real subtensor runtime without a network: {@code @acala-network/chopsticks} from npm runs the
 * WebAssembly on a state of the test's own. The packages are kept below {@code target}.
 */
public final class Chopsticks implements AutoCloseable {

    /** What it gives as the hash of its first block. */
    public static final String GENESIS = "0x" + "45".repeat(32);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path PACKAGES = Path.of("target/chopsticks").toAbsolutePath();
    private static final String VERSION = "1.5.1";
    private static final String POLKADOT_VERSION = "16.5.6";

    private final Process process;
    private final int port;
    private final Path log;

    /**
     * Installs what is missing, starts and waits until it answers.
     *
     * @param runtime the compressed WebAssembly of the runtime
     * @param storage pallets, items and their entries in chopsticks' own form
     */
    public Chopsticks(Path directory, Path runtime, Map<String, ?> storage)
            throws IOException, InterruptedException {
        install();
        var genesis = directory.resolve("genesis.json");
        var code = "0x" + HexFormat.of().formatHex(Files.readAllBytes(runtime));
        Files.write(
                genesis,
                JSON.writeValueAsBytes(
                        Map.of(
                                "name",
                                "Bittensor",
                                "id",
                                "bittensor",
                                "properties",
                                Map.of("ss58Format", 42),
                                "genesis",
                                Map.of("raw", Map.of("top", Map.of("0x3a636f6465", code))))));
        port = freePort();
        var config = directory.resolve("chopsticks.yml");
        Files.write(
                config,
                JSON.writeValueAsBytes(
                        Map.of(
                                "genesis",
                                genesis.toString(),
                                "allow-unresolved-imports",
                                true,
                                "port",
                                port,
                                "import-storage",
                                storage)));
        log = directory.resolve("chopsticks.log");
        process =
                new ProcessBuilder(
                                "node",
                                "node_modules/@acala-network/chopsticks/chopsticks.cjs",
                                "--config",
                                config.toString())
                        .directory(PACKAGES.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Awaitility.await("chopsticks")
                .atMost(Duration.ofMinutes(2))
                .failFast(() -> !process.isAlive())
                .until(() -> Files.readString(log).contains("RPC listening"));
    }

    public String webSocket() {
        return "ws://127.0.0.1:" + port;
    }

    public String http() {
        return "http://127.0.0.1:" + port;
    }

    /** Changes the state and builds a block on it. */
    public void set(Map<String, ?> storage) throws IOException, InterruptedException {
        call("dev_setStorage", storage);
        call("dev_newBlock");
    }

    private JsonNode call(String method, Object... params)
            throws IOException, InterruptedException {
        var request =
                Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", List.of(params));
        try (var client = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
            var response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(http()))
                                    .header("Content-Type", "application/json")
                                    .timeout(Duration.ofMinutes(1))
                                    .POST(
                                            BodyPublishers.ofByteArray(
                                                    JSON.writeValueAsBytes(request)))
                                    .build(),
                            BodyHandlers.ofString());
            var answer = JSON.readTree(response.body());
            if (answer.has("error")) {
                throw new IllegalStateException(response.body());
            }
            return answer.path("result");
        }
    }

    private static void install() throws IOException, InterruptedException {
        if (Files.exists(PACKAGES.resolve("installed-" + VERSION))) {
            return;
        }
        Files.createDirectories(PACKAGES);
        var pinned = new TreeMap<String, String>();
        for (var name :
                List.of(
                        "api",
                        "api-augment",
                        "rpc-provider",
                        "types",
                        "types-codec",
                        "types-known")) {
            pinned.put("@polkadot/" + name, POLKADOT_VERSION);
        }
        Files.write(
                PACKAGES.resolve("package.json"),
                JSON.writeValueAsBytes(
                        Map.of(
                                "private",
                                true,
                                "dependencies",
                                Map.of("@acala-network/chopsticks", VERSION),
                                "overrides",
                                pinned)));
        var command =
                new ArrayList<>(
                        List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"));
        var npm =
                new ProcessBuilder(command)
                        .directory(PACKAGES.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(PACKAGES.resolve("npm.log").toFile())
                        .start();
        if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IllegalStateException(Files.readString(PACKAGES.resolve("npm.log")));
        }
        Files.createFile(PACKAGES.resolve("installed-" + VERSION));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the node wrote, for the message of a test that fails. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
