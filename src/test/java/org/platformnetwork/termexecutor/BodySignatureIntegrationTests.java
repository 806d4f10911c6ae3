package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Votes whose signature names the archive, on a service that takes no others. */
class BodySignatureIntegrationTests {

    private static TestRepository repository;
    private static RunningService service;

    @BeforeAll
    static void start(@TempDir Path directory) {
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of(
                                "ISOLATION",
                                "process",
                                "REQUIRE_BODY_SIGNATURE",
                                "true",
                                "MAX_PENDING_CONSENSUS",
                                "9"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static byte[] archive(String name) {
        return TestArchive.withAgent("agent.sh", "true\n").task(name, repository, "true\n").zip();
    }

    private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void secondValidatorNeedNotUpload() throws Exception {
        var zip = archive("again");
        var client = service.client();

        var first = client.vote(TestKeys.ALICE, sha256(zip), zip);
        var repeated = client.vote(TestKeys.ALICE, sha256(zip), null);
        var second = client.vote(TestKeys.BOB, sha256(zip), null);

        assertThat(first.status()).isEqualTo(202);
        assertThat(repeated.text("status")).isEqualTo("pending_consensus");
        assertThat(repeated.json().path("votes").asInt()).isEqualTo(1);
        assertThat(second.json().path("consensus_reached").asBoolean()).isTrue();
        assertThat(second.text("batch_id")).isEqualTo(first.text("batch_id"));
        client.events("?batch_id=" + second.text("batch_id"))
                .closed()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        var nextRound = client.vote(TestKeys.BOB, sha256(zip), null);
        assertThat(nextRound.text("status")).isEqualTo("pending_consensus");
        assertThat(nextRound.text("batch_id")).isNotEqualTo(first.text("batch_id"));
    }

    @Test
    void anotherArchiveThanSignedIsNoVote() throws Exception {
        var zip = archive("sent");
        var signed = sha256(archive("signed"));

        var refused = service.client().vote(TestKeys.ALICE, signed, zip);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("archive_hash_mismatch");
        var vote = service.client().vote(TestKeys.BOB, sha256(zip), zip);
        assertThat(vote.json().path("votes").asInt()).isEqualTo(1);
    }

    @Test
    void validatorAtItsQuotaKeepsNobodyElseOut() throws Exception {
        var client = service.client();
        for (int i = 0; i < 8; i++) {
            var zip = archive("quota " + i);
            assertThat(client.vote(TestKeys.CHARLIE, sha256(zip), zip).status()).isEqualTo(202);
        }
        var more = archive("quota 8");

        var refused = client.vote(TestKeys.CHARLIE, sha256(more), more);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("error")).isEqualTo("too_many_pending");
        assertThat(refused.text("message")).contains("has 8 archives");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(client.vote(TestKeys.CHARLIE, sha256(more), null).text("error"))
                .as("not kept")
                .isEqualTo("unknown_archive");
        for (var key : List.of(TestKeys.ALICE, TestKeys.BOB)) {
            var zip = archive("other " + key.hotkey().address());
            assertThat(client.vote(key, sha256(zip), zip).status()).isEqualTo(202);
        }
        assertThat(client.get("/metrics").response().body())
                .containsPattern("\nterm_executor_evicted_batches_total [1-9]");
    }

    @Test
    void archiveThatNobodySentIsUnknown() throws Exception {
        var answer = service.client().vote(TestKeys.ALICE, sha256(archive("never")), null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("error")).isEqualTo("unknown_archive");
    }

    @Test
    void signatureThatLeavesTheBodyOpenIsRefused() {
        var answer = service.client().submit(TestKeys.ALICE, archive("open"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("body_signature_required");
    }
}
