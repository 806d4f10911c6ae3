package org.platformnetwork.termexecutor.batch;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.ManualClock;

/** A batch of two tasks in whatever database. */
abstract class OneBatch {

    static final TaskId GOOD = new TaskId("good");
    static final TaskId BAD = new TaskId("owner/bad-7");
    static final TaskResult PASS =
            new TaskResult(
                    null,
                    null,
                    List.of(new TestResult("a.sh", 0, "", null)),
                    VerifiedIn.FRESH,
                    "process",
                    TaskResult.AgentWork.NONE,
                    List.of(),
                    List.of(),
                    List.of(),
                    Duration.ZERO);
    static final TaskResult FAIL = TaskResult.failed(FailureClass.TESTS_FAILED, "why");

    static final BatchInputs INPUTS =
            new BatchInputs(
                    "cafe",
                    "process",
                    "1",
                    List.of(new BatchInputs.TaskInput(GOOD, "beef", null, null)));

    final ManualClock clock = new ManualClock();
    private final String databaseUrl;
    private @TempDir Path directory;
    TestStore store;
    Batch batch;

    OneBatch(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        store.store().write(db -> db.sql("delete from batches").update());
        batch = batch(clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    void runTasks() {
        batch.run(INPUTS, List.of(TaskState.queued(GOOD), TaskState.queued(BAD)));
    }

    Batch batch(InstantSource time) {
        store.store().write(db -> db.sql("delete from batches").update());
        var hash = new ArchiveHash("a".repeat(64));
        return TestBatches.open(
                store.store(), TestBatches.create(store.store(), time), hash, clock);
    }

    static List<String> names(List<BatchEvent> events) {
        return events.stream().map(event -> event.payload().event()).toList();
    }
}
