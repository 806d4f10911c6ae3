package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.batch.BatchEvent.TaskComplete;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What holds of one batch, in whatever database. */
abstract class BatchScenarios extends OneBatch {

    BatchScenarios(String databaseUrl) {
        super(databaseUrl);
    }

    @Test
    void goesFromPendingToCompleted() throws InterruptedException {
        assertThat(batch.state().status()).isEqualTo(BatchStatus.PENDING);
        var tally = new Tally(2, 2, 3);
        batch.accept(new Quorum(tally, 1));
        assertThat(batch.state().status()).isEqualTo(BatchStatus.PENDING);
        assertThat(batch.state().tally()).isEqualTo(tally);
        batch.start();
        assertThat(batch.state().status()).isEqualTo(BatchStatus.EXTRACTING);
        assertThat(batch.state().startedAt()).isEqualTo(clock.instant());
        runTasks();
        assertThat(batch.state().status()).isEqualTo(BatchStatus.RUNNING);
        batch.taskEnters(GOOD, TaskStatus.CLONING_REPO);
        batch.taskEnters(GOOD, TaskStatus.RUNNING_TESTS);
        batch.taskEnds(GOOD, PASS);
        batch.taskEnds(BAD, FAIL);
        clock.advance(Duration.ofSeconds(5));
        batch.finish(null);

        var end = batch.state();
        assertThat(end.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(end.tally()).isEqualTo(tally);
        assertThat(end.error()).isNull();
        assertThat(end.duration(clock.instant().plusSeconds(9))).isEqualTo(Duration.ofSeconds(5));
        assertThat(end.aggregateReward()).isEqualTo(0.5);
        assertThat(names(batch.timeline().eventsAfter(0, Duration.ZERO)))
                .containsExactly(
                        "batch_started",
                        "task_started",
                        "task_phase",
                        "task_phase",
                        "task_complete",
                        "task_complete",
                        "batch_complete",
                        "stream_closed");
    }

    @Test
    void countsTasksByTheirEnd() {
        runTasks();
        assertCounts(0, 0, 0);
        batch.taskEnters(GOOD, TaskStatus.RUNNING_AGENT);
        assertCounts(0, 0, 0);
        batch.taskEnds(GOOD, PASS);
        assertCounts(1, 1, 0);
        batch.taskEnds(BAD, FAIL);
        assertCounts(2, 1, 1);
    }

    @Test
    void endsOnlyOnce() throws InterruptedException {
        runTasks();
        batch.finish("The first reason.");
        var end = batch.state();
        var events = batch.timeline().eventsAfter(0, Duration.ZERO);

        clock.advance(Duration.ofSeconds(1));
        batch.finish(null);
        batch.finish("Another.");
        batch.start();
        batch.taskEnters(GOOD, TaskStatus.RUNNING_AGENT);
        batch.taskEnds(GOOD, PASS);
        batch.run(INPUTS, List.of());

        assertThat(end.error()).isEqualTo("The first reason.");
        assertThat(end.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.state()).isEqualTo(end);
        assertThat(batch.timeline().eventsAfter(0, Duration.ZERO)).isEqualTo(events);
    }

    @Test
    void oneOfManyEndsDecides() throws InterruptedException {
        Simultaneously.call(
                32,
                number -> {
                    batch.finish("reason " + number);
                    return number;
                });

        assertThat(names(batch.timeline().eventsAfter(0, Duration.ZERO)))
                .containsExactly("batch_complete", "stream_closed");
        var complete =
                (BatchEvent.BatchComplete)
                        batch.timeline().eventsAfter(0, Duration.ZERO).getFirst().payload();
        assertThat(complete.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(batch.state().error()).startsWith("reason ");
    }

    @Test
    void sequenceHasNoGapsUnderManyWriters() throws InterruptedException {
        var tasks = LongStream.range(0, 40).mapToObj(n -> new TaskId("t" + n)).toList();
        batch.run(INPUTS, tasks.stream().map(TaskState::queued).toList());
        Simultaneously.call(
                40,
                number -> {
                    batch.taskEnters(tasks.get(number), TaskStatus.RUNNING_AGENT);
                    batch.taskEnds(tasks.get(number), number % 2 == 0 ? PASS : FAIL);
                    return number;
                });
        batch.finish(null);

        assertThat(batch.timeline().eventsAfter(0, Duration.ZERO))
                .extracting(BatchEvent::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 123).boxed().toList());
        assertThat(batch.state().lastSeq()).isEqualTo(123);
        assertThat(batch.state().passedTasks()).isEqualTo(20);
        assertThat(batch.state().failedTasks()).isEqualTo(20);
    }

    /** The clock is asked in the middle of a change, which is where it looks at the state. */
    @Test
    void noReaderSeesStateAheadOfItsLastEvent() throws InterruptedException {
        var seen = new ArrayList<BatchState>();
        var watched = new Batch[1];
        InstantSource looking =
                () -> {
                    if (watched[0] != null) {
                        seen.add(watched[0].state());
                    }
                    return Instant.EPOCH;
                };
        watched[0] = batch(looking);
        watched[0].run(INPUTS, List.of(TaskState.queued(GOOD), TaskState.queued(BAD)));
        watched[0].taskEnters(GOOD, TaskStatus.CLONING_REPO);
        watched[0].taskEnds(GOOD, PASS);
        watched[0].finish(null);

        var events = watched[0].timeline().eventsAfter(0, Duration.ZERO);
        assertThat(seen).isNotEmpty();
        for (var state : seen) {
            long told =
                    events.stream()
                            .filter(event -> event.seq() <= state.lastSeq())
                            .filter(event -> event.payload() instanceof TaskComplete)
                            .count();
            assertThat(state.completedTasks())
                    .as("at event " + state.lastSeq())
                    .isEqualTo((int) told);
        }
    }

    @Test
    void eventsAfterGivesTheRest() throws InterruptedException {
        runTasks();
        batch.taskEnds(GOOD, PASS);
        batch.finish(null);

        assertThat(seqs(batch.timeline().eventsAfter(2, Duration.ZERO))).containsExactly(3L, 4L);
        assertThat(batch.timeline().eventsAfter(4, Duration.ZERO)).isEmpty();
        assertThat(batch.timeline().eventsAfter(Long.MAX_VALUE, Duration.ZERO)).isEmpty();
        assertThat(seqs(batch.timeline().eventsAfter(-5, Duration.ZERO)))
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void eventsAfterReturnsNothingWhenPatienceEnds() throws InterruptedException {
        assertThat(batch.timeline().eventsAfter(0, Duration.ofMillis(20))).isEmpty();
    }

    @Test
    void eventsAfterWakesEveryWaitingReader() {
        var received =
                Simultaneously.call(
                        8,
                        number -> {
                            if (number == 0) {
                                runTasks();
                                return List.of(1L);
                            }
                            try {
                                return seqs(batch.timeline().eventsAfter(0, Duration.ofMinutes(1)));
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });

        assertThat(received).containsOnly(List.of(1L));
    }

    @Test
    void eventsAfterEndsWhenInterrupted() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> batch.timeline().eventsAfter(0, Duration.ofMinutes(1)));
    }

    @Test
    void refusesTaskThatIsNotInIt() {
        runTasks();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> batch.taskEnds(new TaskId("none"), PASS));
    }

    private void assertCounts(int completed, int passed, int failed) {
        var state = batch.state();
        assertThat(List.of(state.completedTasks(), state.passedTasks(), state.failedTasks()))
                .containsExactly(completed, passed, failed);
    }

    private static List<Long> seqs(List<BatchEvent> events) {
        return events.stream().map(BatchEvent::seq).toList();
    }
}
