package org.platformnetwork.termexecutor.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.testing.ManualClock;

class VerdictDocumentTests {

    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir Path directory;
    private TestVerdicts verdicts;

    @BeforeEach
    void makeKey() {
        verdicts = new TestVerdicts(directory);
    }

    private String canonical(Batch batch) {
        var bytes = CanonicalJson.of(verdicts.document(batch).json());
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() {
        verdicts.close();
    }

    @Test
    void saysAllThatWentInAndCameOut() {
        var expected =
                """
                {"agent_sha256":"$b","archive_sha256":"$a",
                "batch_id":"01234567-89ab-4def-8123-456789abcdef",
                "cancel_votes":null,"created_at":"2026-01-01T00:00:00Z","error":"The service was stopped.",
                "failed_tasks":2,"finished_at":"2026-01-01T00:01:00.001Z",
                "format":"term-executor/verdict/2","instance":"$key","isolation":"uid",
                "passed_tasks":1,"required":2,"scored_tasks":2,
                "started_at":"2026-01-01T00:00:00.001Z","status":"failed","tasks":[
                {"agent_patch_sha256":"$patch","attempts":2,"base_commit":"$d","cancel_votes":null,
                "content_sha256":"$c",
                "duration_ms":2500,"failure_class":null,"image_digest":null,"isolation":"uid","passed":true,"reward":1,
                "status":"completed","task_id":"owner/passed","tests":[
                {"control":"off","exit_code":0,"name":"a.sh","output_sha256":"$fine","passed":true}],
                "verified_in":"fresh","worker":null},
                {"agent_patch_sha256":"$empty","attempts":1,"base_commit":null,"cancel_votes":null,
                "content_sha256":"$e",
                "duration_ms":3000,"failure_class":"timeout","image_digest":null,"isolation":"uid","passed":false,
                "reward":0,"status":"failed","task_id":"failed \\"ü\\"","tests":[
                {"control":"off","exit_code":0,"name":"a.sh","output_sha256":"$empty","passed":false},
                {"control":"off","exit_code":null,"name":"b.sh","output_sha256":"$empty","passed":false}],
                "verified_in":"in_place","worker":null},
                {"agent_patch_sha256":null,"attempts":1,"base_commit":null,"cancel_votes":null,
                "content_sha256":null,
                "duration_ms":0,"failure_class":"invalid_task","image_digest":null,"isolation":null,"passed":null,
                "reward":0,"status":"failed","task_id":"invalid","tests":[],"verified_in":null,"worker":null},
                {"agent_patch_sha256":null,"attempts":0,"base_commit":null,"cancel_votes":null,
                "content_sha256":"$f",
                "duration_ms":null,"failure_class":null,"image_digest":null,"isolation":null,"passed":null,
                "reward":0,"status":"queued","task_id":"not-begun","tests":[],"verified_in":null,"worker":null}],
                "total_tasks":4,"total_validators":3,"version":"1.2","votes":2}\
                """
                        .replace("\n", "")
                        .replace("$empty", EMPTY)
                        .replace("$fine", DigestUtils.sha256Hex("fine\n"))
                        .replace("$patch", DigestUtils.sha256Hex("a patch\n"))
                        .replace("$key", verdicts.key().verifyingKey().hex())
                        .replace("$a", "a".repeat(64))
                        .replace("$b", "b".repeat(64))
                        .replace("$c", "c".repeat(64))
                        .replace("$d", "d".repeat(40))
                        .replace("$e", "e".repeat(64))
                        .replace("$f", "f".repeat(64));

        assertThat(canonical(verdicts.ended())).isEqualTo(expected);
    }

    @Test
    void batchThatNeverRanHasNoInputsAndNoTasks() {
        var batch = verdicts.pending(new ManualClock());
        batch.finish("Too few votes.");

        var document = verdicts.document(batch);

        assertThat(document.error()).isEqualTo("Too few votes.");
        assertThat(document.totalTasks()).isEqualTo(3);
        assertThat(document.tasks()).isEmpty();
        assertThat(document.version()).isNull();
        assertThat(document.isolation()).isNull();
        assertThat(document.agentSha256()).isNull();
        assertThat(document.startedAt()).isNull();
        assertThat(document.votes()).isNull();
        assertThat(VerdictCheck.of(answer(batch), verdicts.key().verifyingKey()))
                .isEqualTo(new VerdictCheck.Genuine(document));
    }

    @Test
    void saysHowManyVotesCancelledAndNeverWhose() {
        var batch = verdicts.pending(new ManualClock());
        batch.voteToCancel(null, "first");
        batch.voteToCancel(null, "second");
        batch.voteToCancel(null, "late");
        batch.finish("Cancelled by validators.", Set.of("first", "second"));

        assertThat(verdicts.document(batch).cancelVotes()).isEqualTo(2);
        assertThat(canonical(batch)).contains("\"cancel_votes\":2").doesNotContain("first");
    }

    @Test
    void comesBackFromItsCanonicalForm() {
        var batch = verdicts.ended();

        assertThat(VerdictCheck.of(answer(batch), null))
                .isEqualTo(new VerdictCheck.Genuine(verdicts.document(batch)));
    }

    @Test
    void isTheSameEveryTime() {
        var batch = verdicts.ended();
        var first = SignedVerdict.of(verdicts.document(batch), verdicts.key());

        assertThat(SignedVerdict.of(verdicts.document(batch), verdicts.key())).isEqualTo(first);
        assertThat(first.document()).isEqualTo(canonical(batch));
        assertThat(first.sha256()).isEqualTo(DigestUtils.sha256Hex(first.document()));
    }

    private byte[] answer(Batch batch) {
        return TestVerdicts.bytes(verdicts.answer(verdicts.document(batch).json()));
    }
}
