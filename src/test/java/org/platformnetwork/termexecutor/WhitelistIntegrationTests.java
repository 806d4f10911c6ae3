package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.hotkey.KeyPair;
import org.platformnetwork.termexecutor.testing.FakeSubtensor;
import org.platformnetwork.termexecutor.testing.FakeSubtensor.Fault;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.Spec293;
import org.platformnetwork.termexecutor.testing.SubnetStateEncoder;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.whitelist.WhitelistRefresh;
import org.platformnetwork.termexecutor.whitelist.chain.Metagraph.Neuron;
import tools.jackson.databind.JsonNode;

class WhitelistIntegrationTests {

    private static final long ENOUGH = 10_000_000_000_000L;
    private static final KeyPair DAVE = TestKeys.STRANGER;

    @TempDir Path temporary;
    private final FakeSubtensor node = new FakeSubtensor();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void statusAndMetricsTellWhereTheListComesFrom() {
        try (var service = start(node.webSocket(), Map.of())) {
            var status = awaitSource(service, node.webSocket());

            assertThat(status.path("validators").asInt()).isEqualTo(4);
            assertThat(status.path("whitelist_block").asLong()).isEqualTo(90);
            assertThat(status.path("whitelist_spec_version").asInt()).isEqualTo(293);
            assertThat(status.path("whitelist_age_secs").asLong()).isBetween(0L, 60L);
            assertThat(status.path("whitelist_refreshed_at").asString()).startsWith("20");
            assertThat(status.path("whitelist_error").isNull()).isTrue();
            assertThat(service.client().get("/metrics").response().body())
                    .contains(
                            "term_executor_validators 4.0",
                            "term_executor_whitelist_block 90.0",
                            "term_executor_whitelist_spec_version 293.0",
                            "term_executor_whitelist_refresh_failures_total 0.0",
                            "term_executor_whitelist_age_seconds ");
        }
    }

    @Test
    void nextStartServesTheListFromDiskWhileTheNodeHangs() {
        try (var service = start(node.http(), Map.of())) {
            awaitSource(service, node.http());
        }
        node.fault("*", Fault.HANGS);
        try (var service = start(node.http(), Map.of())) {
            var status = service.client().get("/status").json();

            assertThat(status.path("whitelist_source").asString()).isEqualTo("cache");
            assertThat(status.path("validators").asInt()).isEqualTo(4);
            assertThat(status.path("whitelist_block").asLong()).isEqualTo(90);
        }
    }

    @Test
    void emptyListWithoutANodeRefusesSubmissionsForNow() {
        node.fault("*", Fault.HANGS);
        try (var service = start(node.http() + "/some-api-key", Map.of())) {
            var status = service.client().get("/status");

            assertThat(status.json().path("validators").asInt()).isZero();
            assertThat(status.text("whitelist_source")).isEqualTo("trusted");
            assertThat(status.json().path("whitelist_refreshed_at").isNull()).isTrue();
            var refused = service.client().submit(TestKeys.ALICE, new byte[0]);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("error")).isEqualTo("whitelist_not_ready");
        }
    }

    @Test
    void votesOfHotkeysThatLeftStopCounting() throws InterruptedException {
        var archive =
                TestArchive.withAgent("agent.sh", "true\n")
                        .file("tasks/t/prompt.md", "Fix it.\n")
                        .file("tasks/t/tests/test_1.sh", "true\n")
                        .file(
                                "tasks/t/workspace.yaml",
                                "repo: file:///nowhere\nversion: v1\nbase_commit: %s\n"
                                        .formatted("a".repeat(40)));
        validators(TestKeys.ALICE, TestKeys.BOB, TestKeys.CHARLIE, DAVE);
        try (var service = start(node.http(), Map.of("CONSENSUS_THRESHOLD", "0.75"))) {
            awaitSource(service, node.http());
            var client = service.client();
            var zip = archive.zip();
            client.submit(TestKeys.ALICE, zip);
            var second = client.submit(TestKeys.BOB, zip).json();
            assertThat(second.path("votes").asInt()).isEqualTo(2);
            assertThat(second.path("required").asInt()).isEqualTo(3);

            validators(TestKeys.BOB, TestKeys.CHARLIE, DAVE);
            service.bean(WhitelistRefresh.class).refresh();

            assertThat(client.submit(TestKeys.ALICE, zip).text("error"))
                    .isEqualTo("unauthorized_hotkey");
            var third = client.submit(TestKeys.CHARLIE, zip).json();
            assertThat(third.path("status").asString()).isEqualTo("pending_consensus");
            assertThat(third.path("votes").asInt()).isEqualTo(2);
            assertThat(third.path("total_validators").asInt()).isEqualTo(3);
            assertThat(third.path("required").asInt()).isEqualTo(3);
            assertThat(client.submit(DAVE, zip).json().path("consensus_reached").asBoolean())
                    .isTrue();
        }
    }

    /** Finalizes a block in which exactly these may submit. */
    private void validators(KeyPair... keys) {
        var neurons =
                IntStream.range(0, keys.length)
                        .mapToObj(uid ->
                                new Neuron(uid, keys[uid].publicKey(), true, true, ENOUGH, 0, 0))
                        .toList();
        node.advance(300, SubnetStateEncoder.encodeHex(100, List.copyOf(neurons)));
    }

    private RunningService start(String rpc, Map<String, String> further) {
        var environment =
                new HashMap<>(
                        Map.of(
                                "BITTENSOR_RPC",
                                rpc,
                                "BITTENSOR_GENESIS",
                                Spec293.GENESIS,
                                "TRUSTED_VALIDATORS",
                                "",
                                "DATA_DIR",
                                temporary.resolve("data").toString()));
        environment.putAll(further);
        return RunningService.start(temporary.resolve("work"), environment);
    }

    private static JsonNode awaitSource(RunningService service, String source) {
        return Awaitility.await()
                .until(
                        () -> service.client().get("/status").json(),
                        status -> status.path("whitelist_source").asString().equals(source));
    }
}
