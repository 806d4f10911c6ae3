package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;
import org.platformnetwork.termexecutor.testing.Shell;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** A verdict as a validator keeps it, and checks it later without the service. */
class VerifyIntegrationTests {

    @TempDir static Path temporary;

    private static TestRepository repository;
    private static RunningService service;
    private static JsonNode batch;
    private static Answer verdict;

    @TempDir Path directory;

    @BeforeAll
    static void evaluate() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                "ISOLATION",
                                "process",
                                "IMAGE_NAME",
                                "registry.example/executor:1"));
        batch =
                service.evaluate(
                        TestArchive.withAgent("agent.sh", "echo b >>a.txt\n")
                                .task("owner-good", repository, "grep b a.txt\n")
                                .task("owner-bad", repository, "grep c a.txt\n")
                                .file("tasks/owner-broken/workspace.yaml", "["));
        verdict = read();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Answer read() {
        return service.client().get("/verify/" + batch.path("batch_id").asString());
    }

    private static String publicKey() {
        return service.client().get("/instance").text("public_key");
    }

    private int run(String answer, String... options) throws IOException {
        var file = Files.writeString(directory.resolve("verdict.json"), answer);
        var arguments = new ArrayList<>(List.of(file.toString()));
        arguments.addAll(List.of(options));
        return VerifyCommand.run(arguments);
    }

    @Test
    void keptVerdictIsGenuine() throws IOException {
        assertThat(verdict.status()).isEqualTo(200);
        assertThat(run(verdict.response().body())).isZero();
        assertThat(run(verdict.response().body(), "--key", publicKey())).isZero();
        assertThat(run(verdict.json().toPrettyString(), "--key", publicKey())).isZero();
        for (var member : List.of("document", "sha256", "signature")) {
            assertThat(read().json().path(member)).isEqualTo(verdict.json().path(member));
        }
    }

    @Test
    void verdictSaysWhatTheBatchSays() {
        var document = verdict.json().path("document");

        for (var member :
                List.of("batch_id", "status", "total_tasks", "passed_tasks", "scored_tasks")) {
            assertThat(document.path(member)).as(member).isEqualTo(batch.path(member));
        }
        assertThat(document.path("archive_sha256")).isEqualTo(batch.path("archive_hash"));
        assertThat(document.path("isolation").asString()).isEqualTo("process");
        assertThat(document.path("version").asString())
                .isEqualTo(service.client().get("/status").text("version"));
        assertThat(document.path("agent_sha256").asString()).hasSize(64);
        assertThat(document.path("votes").intValue()).isEqualTo(2);
        assertThat(document.path("tasks").valueStream())
                .extracting(
                        task -> task.path("task_id").asString(),
                        task -> task.path("reward").asInt(),
                        task -> task.path("base_commit").asString(""),
                        task -> task.path("content_sha256").asString("").length())
                .containsExactly(
                        tuple("owner-bad", 0, repository.head(), 64),
                        tuple("owner-broken", 0, "", 0),
                        tuple("owner-good", 1, repository.head(), 64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"reward\":",
                "\"task_id\":\"owner-",
                "\"agent_sha256\":\"",
                "\"archive_sha256\":\"",
                "\"content_sha256\":\"",
                "\"output_sha256\":\"",
                "\"base_commit\":\"",
                "\"sha256\":\"",
                "\"signature\":\"",
                "\"instance\":\"",
                "\"public_key\":\""
            })
    void anotherCharacterIsNotGenuine(String before) throws IOException {
        var text = new StringBuilder(verdict.response().body());
        int place = text.indexOf(before) + before.length();
        assertThat(place).isGreaterThan(before.length());
        text.setCharAt(place, text.charAt(place) == '0' ? '1' : '0');

        assertThat(run(text.toString())).isEqualTo(1);
    }

    /** The canonical form by Python's own means, which for names in ASCII is the same. */
    @Test
    @EnabledIfCommand({"openssl", "python3"})
    void foreignImplementationsAgree() throws IOException {
        Files.writeString(directory.resolve("verdict.json"), verdict.json().toPrettyString());

        var printed =
                Shell.run(
                        directory,
                        """
                        python3 - <<'END'
                        import hashlib, json
                        answer = json.load(open("verdict.json", encoding="utf-8"))
                        text = json.dumps(
                            answer["document"],
                            sort_keys=True, separators=(",", ":"), ensure_ascii=False
                        ).encode()
                        assert hashlib.sha256(text).hexdigest() == answer["sha256"]
                        open("document", "wb").write(text)
                        open("signature", "wb").write(bytes.fromhex(answer["signature"]))
                        open("key", "wb").write(bytes.fromhex(
                            "302a300506032b6570032100" + answer["public_key"]))
                        END
                        openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey key \
                            -in document -sigfile signature
                        """);

        assertThat(printed).isEqualTo("Signature Verified Successfully");
        assertThat(verdict.response().body())
                .contains("\"document\":" + Files.readString(directory.resolve("document")) + ",");
    }

    @Test
    void instanceSaysWhoAndWhat() {
        var instance = service.client().get("/instance").json();

        assertThat(instance.propertyNames())
                .containsExactlyInAnyOrder(
                        "public_key",
                        "algorithm",
                        "version",
                        "isolation",
                        "capabilities",
                        "image",
                        "image_digest",
                        "uptime_secs",
                        "hostname",
                        "max_concurrent_tasks",
                        "netuid");
        assertThat(instance.path("public_key")).isEqualTo(verdict.json().path("public_key"));
        assertThat(instance.path("algorithm").asString()).isEqualTo("Ed25519");
        assertThat(instance.path("isolation").asString()).isEqualTo("process");
        assertThat(instance.path("capabilities").valueStream().map(JsonNode::asString))
                .contains("signed_verdicts");
        assertThat(instance.path("image").asString()).isEqualTo("registry.example/executor:1");
        assertThat(instance.path("image_digest").stringValue()).isEmpty();
        assertThat(instance.path("uptime_secs").isIntegralNumber()).isTrue();
        assertThat(instance.path("hostname").asString()).isNotEmpty().doesNotContain("/");
        assertThat(instance.path("max_concurrent_tasks").asInt()).isEqualTo(8);
        assertThat(instance.path("netuid").asInt()).isEqualTo(100);
    }

    /** The answer that the original gives, in which only the hash is counted in another way. */
    @Test
    void verdictHasTheFieldsOfTheOriginalBesideTheDocument() {
        var answer = verdict.json();

        for (var member :
                List.of(
                        "batch_id",
                        "status",
                        "total_tasks",
                        "passed_tasks",
                        "failed_tasks",
                        "aggregate_reward")) {
            assertThat(answer.path(member)).as(member).isEqualTo(batch.path(member));
        }
        assertThat(answer.path("results_hash")).isEqualTo(answer.path("sha256"));
        assertThat(answer.path("executor_version").asString())
                .isEqualTo(service.client().get("/status").text("version"));
        assertThat(answer.path("uptime_secs").isIntegralNumber()).isTrue();
        assertThat(answer.path("task_summaries").valueStream())
                .extracting(
                        task -> task.path("task_id").asString(),
                        task -> task.path("passed").booleanValue(),
                        task -> task.path("reward").doubleValue(),
                        task -> task.path("duration_ms").isIntegralNumber())
                .containsExactly(
                        tuple("owner-bad", false, 0.0, true),
                        tuple("owner-broken", false, 0.0, true),
                        tuple("owner-good", true, 1.0, true));
    }

    @Test
    void batchWithoutAnEndHasNoVerdict() {
        var pending =
                service.client()
                        .submit(
                                TestKeys.ALICE,
                                TestArchive.withAgent("agent.sh", "# pending\n")
                                        .task("t", repository, "true\n")
                                        .zip());

        var answer = service.client().get("/verify/" + pending.text("batch_id"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("error")).isEqualTo("batch_not_finished");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "01234567-89ab-4def-8123-456789abcdef"})
    void unknownBatchIsNotFound(String id) {
        var answer = service.client().get("/verify/" + id);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("error")).isEqualTo("batch_not_found");
    }

    @Test
    void serviceThatStartsAgainIsTheSame(@TempDir Path own) {
        var environment =
                Map.of("ISOLATION", "process", "DATA_DIR", own.resolve("data").toString());
        var keys = new HashSet<String>();
        for (int start = 0; start < 2; start++) {
            try (var other = RunningService.start(own.resolve("work"), environment)) {
                keys.add(other.client().get("/instance").text("public_key"));
            }
        }

        assertThat(keys).hasSize(1).doesNotContain(publicKey());
    }
}
