package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.batch.TaskResult.AgentWork;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.task.TaskId;

/** What a batch costs to keep, in whatever database. */
abstract class StorageScenarios extends OneBatch {

    private static final List<TaskStatus> PHASES =
            List.of(
                    TaskStatus.CLONING_REPO,
                    TaskStatus.INSTALLING_DEPS,
                    TaskStatus.RUNNING_AGENT,
                    TaskStatus.RUNNING_TESTS);

    StorageScenarios(String databaseUrl) {
        super(databaseUrl);
    }

    @Test
    void taskCostsTheSameHoweverManyThereAre() {
        keepWriteAheadLog();
        evaluate(10);
        long few = bytesOfATask(40);
        long many = bytesOfATask(500);

        assertThat(many).as("few: " + few).isCloseTo(few, withinPercentage(10));
    }

    private long bytesOfATask(int tasks) {
        long before = written();
        evaluate(tasks);
        return (written() - before) / tasks;
    }

    private void evaluate(int tasks) {
        batch = batch(clock);
        var ids = IntStream.range(0, tasks).mapToObj(n -> new TaskId("owner/name-" + n)).toList();
        var inputs =
                ids.stream()
                        .map(id -> new TaskInput(id, "c".repeat(64), "d".repeat(40), null))
                        .toList();
        batch.start();
        batch.run(
                new BatchInputs("a".repeat(64), "process", "1", inputs),
                ids.stream().map(TaskState::queued).toList());
        for (var id : ids) {
            batch.admit(8);
            batch.attemptBegins(id);
            PHASES.forEach(phase -> batch.taskEnters(id, phase));
            batch.taskEnds(id, result(id));
        }
        batch.finish(null);
    }

    /** With outputs that no compression makes smaller. */
    private static TaskResult result(TaskId id) {
        var bytes = new byte[3000];
        new Random(id.hashCode()).nextBytes(bytes);
        var output = HexFormat.of().formatHex(bytes);
        return new TaskResult(
                null,
                null,
                List.of(new TestResult("a.sh", 0, output, null)),
                VerifiedIn.FRESH,
                "process",
                new AgentWork(output, output, List.of(), List.of("a.py:1: os._exit(0)")),
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO);
    }

    private void keepWriteAheadLog() {
        if (store.store().isEmbedded()) {
            store.store()
                    .write(db ->
                            db.sql("pragma wal_autocheckpoint = 0").query(Integer.class).single());
        } else {
            // Whole pages come into the log at the first change of each after a checkpoint.
            store.store()
                    .read(db -> {
                        db.sql("alter system set full_page_writes = off").update();
                        return db.sql("select pg_reload_conf()").query(Boolean.class).single();
                    });
        }
    }

    private long written() {
        if (store.store().isEmbedded()) {
            try {
                return Files.size(store.directory().path().resolve("term-executor.db-wal"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return store.store()
                .read(db ->
                        db.sql("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
                                .query(Long.class)
                                .single());
    }

    @Test
    void memoryHoldsNoOutputs() {
        runTasks();
        var result = result(GOOD);
        batch.taskEnds(GOOD, result);

        for (var known :
                List.of(
                        batch,
                        TestBatches.create(store.store(), clock).find(batch.id()).orElseThrow())) {
            var summary = Objects.requireNonNull(known.task(GOOD).summary());
            assertThat(summary).isEqualTo(new TaskState.Summary(result.withoutOutputs()));
            assertThat(summary.withoutOutputs().testOutput()).hasSizeLessThan(100);
            assertThat(summary.withoutOutputs().work()).isEqualTo(AgentWork.NONE);
            assertThat(known.result(GOOD)).isEqualTo(result);
        }
    }
}
