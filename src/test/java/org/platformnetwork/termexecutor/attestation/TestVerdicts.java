package org.platformnetwork.termexecutor.attestation;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.ManualClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A batch with a task of each kind, and what an executor with a given key says of it. */
final class TestVerdicts implements AutoCloseable {

    static final TaskId PASSED = new TaskId("owner/passed");
    static final TaskId FAILED = new TaskId("failed \"ü\"");
    static final TaskId INVALID = new TaskId("invalid");
    static final TaskId NOT_BEGUN = new TaskId("not-begun");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestStore store;
    private final InstanceKey key;

    TestVerdicts(Path dataDir) {
        store = TestStore.open(dataDir, "");
        key = new InstanceKey(store.directory());
    }

    InstanceKey key() {
        return key;
    }

    Batch pending(ManualClock clock) {
        return TestBatches.only(
                store.store(),
                new BatchId(UUID.fromString("01234567-89ab-4def-8123-456789abcdef")),
                new ArchiveHash("a".repeat(64)),
                clock);
    }

    Batch ended() {
        var clock = new ManualClock();
        var batch = pending(clock);
        batch.accept(new Quorum(new Tally(2, 2, 3), 1));
        clock.advance(Duration.ofNanos(1_234_567));
        batch.start();
        batch.run(
                new BatchInputs(
                        "b".repeat(64),
                        "uid",
                        "1.2",
                        List.of(
                                new TaskInput(
                                        PASSED,
                                        "c".repeat(64),
                                        "d".repeat(40),
                                        "https://example.org/a"),
                                new TaskInput(FAILED, "e".repeat(64), null, null),
                                new TaskInput(INVALID, null, null, null),
                                new TaskInput(NOT_BEGUN, "f".repeat(64), null, null))),
                List.of(
                        TaskState.queued(PASSED),
                        TaskState.queued(FAILED),
                        TaskState.queued(INVALID),
                        TaskState.queued(NOT_BEGUN)));
        batch.taskEnds(PASSED, passed());
        batch.taskEnds(FAILED, failed());
        batch.taskEnds(INVALID, TaskResult.failed(FailureClass.INVALID_TASK, "why"));
        clock.advance(Duration.ofSeconds(60));
        batch.finish("The service was stopped.");
        return batch;
    }

    private static TaskResult passed() {
        return new TaskResult(
                null,
                null,
                List.of(new TestResult("a.sh", 0, "fine\n", null)),
                VerifiedIn.FRESH,
                "uid",
                new TaskResult.AgentWork("", "a patch\n", List.of(), List.of()),
                List.of(),
                List.of(
                        new Attempt(
                                1,
                                Instant.EPOCH,
                                Duration.ZERO,
                                FailureClass.INFRA_ERROR,
                                "",
                                List.of(),
                                "")),
                List.of(),
                Duration.ofNanos(2_500_900_000L));
    }

    private static TaskResult failed() {
        return new TaskResult(
                FailureClass.TIMEOUT,
                "too long",
                List.of(
                        new TestResult("a.sh", 0, "", "says otherwise"),
                        new TestResult("b.sh", null, "", null)),
                VerifiedIn.IN_PLACE,
                "uid",
                new TaskResult.AgentWork("", "", List.of(), List.of()),
                List.of(),
                List.of(),
                List.of(),
                Duration.ofSeconds(3));
    }

    VerdictDocument document(Batch batch) {
        return VerdictDocument.of(batch, batch.state(), key.verifyingKey());
    }

    /** The answer of {@code GET /verify} for {@link #ended}. */
    ObjectNode answer() {
        return answer(document(ended()).json());
    }

    /** An answer with any document, rightly signed. */
    ObjectNode answer(JsonNode document) {
        var canonical = CanonicalJson.of(document);
        var answer = JSON.createObjectNode();
        answer.set("document", document);
        return answer.put("sha256", DigestUtils.sha256Hex(canonical))
                .put("algorithm", "Ed25519")
                .put("public_key", key.verifyingKey().hex())
                .put("signature", key.sign(canonical));
    }

    static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        store.close();
    }
}
