package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.task.TaskId;

/** What holds of the run of a batch over lanes, attempts and restarts, in whatever database. */
abstract class RunScenarios extends OneBatch {

    RunScenarios(String databaseUrl) {
        super(databaseUrl);
    }

    @Test
    void everythingIsThereAfterARestart() throws InterruptedException {
        batch.start();
        runTasks();
        batch.admit(8);
        batch.attemptBegins(GOOD);
        batch.taskEnters(GOOD, TaskStatus.RUNNING_AGENT);
        batch.attemptFails(GOOD, List.of(attempt("a\0b \ud83d\ude00")), clock.instant());
        batch.admit(8);
        batch.attemptBegins(GOOD);
        batch.taskEnds(GOOD, PASS);
        batch.voteToCancel(BAD, "alice");
        batch.voteToCancel(BAD, "bob");
        batch.voteToCancel(null, "alice");
        assertKept();
        batch.cancel(BAD, Set.of("alice", "bob"));

        assertKept();
        assertThat(batch.state().cancelVotes(batch.task(BAD))).isNull();
        batch.taskEnds(BAD, TaskResult.failed(FailureClass.CANCELLED, "end"));
        batch.finish("Enough.");
        assertKept();
        assertThat(batch.state().cancelVotes(batch.task(BAD))).isEqualTo(2);
        assertThat(batch.state().cancelVotes()).isNull();
    }

    @Test
    void whatHasEndedIsNotCancelled() {
        runTasks();
        batch.admit(8);
        batch.taskEnds(GOOD, PASS);
        batch.voteToCancel(GOOD, "alice");
        batch.cancel(GOOD, Set.of("alice"));
        assertThat(batch.task(GOOD).run().cancelled()).isFalse();
        assertThat(batch.state().cancelVotes(batch.task(GOOD))).isNull();

        batch.taskEnds(BAD, FAIL);
        batch.finish(null);
        var end = batch.state();
        batch.voteToCancel(null, "alice");
        batch.cancel("Enough.", Set.of("alice"), FAIL);

        assertThat(batch.state()).isEqualTo(end);
    }

    private void assertKept() throws InterruptedException {
        var again = TestBatches.create(store.store(), clock).find(batch.id()).orElseThrow();
        assertThat(again.state()).isEqualTo(batch.state());
        assertThat(again.archiveHash()).isEqualTo(batch.archiveHash());
        assertThat(again.createdAt()).isEqualTo(batch.createdAt());
        assertThat(again.timeline().eventsAfter(0, Duration.ZERO))
                .isEqualTo(batch.timeline().eventsAfter(0, Duration.ZERO));
    }

    private Attempt attempt(String error) {
        var phase =
                new PhaseReport(
                        TaskStatus.RUNNING_AGENT,
                        "agent",
                        null,
                        "SIGKILL",
                        Duration.ofMillis(7),
                        Duration.ofNanos(3),
                        5L,
                        true,
                        "memory");
        return new Attempt(
                1,
                clock.instant(),
                Duration.ofSeconds(1),
                FailureClass.INFRA_ERROR,
                error,
                List.of(phase),
                "log");
    }

    @Test
    void doubledTimeLimitsOfFailedAttemptsAreKeptAndAreNoAttempts() {
        runTasks();
        batch.admit(8);
        batch.attemptBegins(GOOD);
        var extension = extension(1);
        var failed = withAttempts(List.of(extension));
        batch.attemptFails(GOOD, failed.asAttempts(1, clock.instant(), "why", ""), clock.instant());
        assertThat(batch.task(GOOD).run().failures()).isEqualTo(1);
        assertThat(batch.task(GOOD).run().attemptNumber()).isEqualTo(2);

        batch.admit(8);
        batch.attemptBegins(GOOD);
        batch.attemptBegins(GOOD);
        batch.taskEnds(GOOD, withAttempts(List.of(extension(3))));

        assertThat(result(GOOD).attempts())
                .extracting(Attempt::number, Attempt::failureClass)
                .containsExactly(
                        tuple(1, FailureClass.TIMEOUT),
                        tuple(1, FailureClass.INFRA_ERROR),
                        tuple(2, FailureClass.INFRA_ERROR),
                        tuple(3, FailureClass.TIMEOUT));
        assertThat(result(GOOD).attemptsMade()).isEqualTo(3);
    }

    private Attempt extension(int number) {
        return new Attempt(
                number,
                clock.instant(),
                Duration.ofSeconds(4),
                FailureClass.TIMEOUT,
                "It was doubled.",
                List.of(),
                "");
    }

    private static TaskResult withAttempts(List<Attempt> attempts) {
        return new TaskResult(
                FailureClass.INFRA_ERROR,
                "why",
                List.of(),
                null,
                null,
                TaskResult.AgentWork.NONE,
                List.of(),
                attempts,
                List.of(),
                Duration.ofSeconds(9));
    }

    @Test
    void lanesGoToTheNextTasksInOrder() {
        var tasks = LongStream.range(0, 5).mapToObj(n -> new TaskId("t" + n)).toList();
        batch.run(INPUTS, tasks.stream().map(TaskState::queued).toList());

        batch.admit(8);
        assertThat(running()).containsExactly("t0", "t1");
        batch.admit(8);
        assertThat(running()).containsExactly("t0", "t1");
        batch.taskEnds(tasks.get(1), PASS);
        batch.admit(8);
        assertThat(running()).containsExactly("t0", "t2");
        batch.attemptFails(tasks.get(0), List.of(attempt("why")), clock.instant().plusSeconds(9));
        batch.admit(8);
        assertThat(running()).containsExactly("t2", "t3");
        clock.advance(Duration.ofSeconds(9));
        batch.taskEnds(tasks.get(2), PASS);
        batch.admit(8);
        assertThat(running()).containsExactly("t0", "t3");
        assertThat(batch.task(tasks.get(0)).run().admissions()).isEqualTo(2);
        assertThat(batch.task(tasks.get(0)).run().failures()).isEqualTo(1);
    }

    private List<String> running() {
        return batch.state().tasks().stream()
                .filter(TaskState::isRunning)
                .map(task -> task.id().value())
                .toList();
    }

    @Test
    void attemptThatACrashCutShortIsKept() {
        runTasks();
        batch.admit(8);
        batch.attemptBegins(GOOD);
        clock.advance(Duration.ofSeconds(3));

        batch.attemptBegins(GOOD);
        batch.taskEnds(GOOD, PASS);

        var attempts = result(GOOD).attempts();
        assertThat(attempts).hasSize(1);
        assertThat(attempts.getFirst().failureClass()).isEqualTo(FailureClass.INFRA_ERROR);
        assertThat(attempts.getFirst().error()).startsWith(Attempt.INTERRUPTED);
        assertThat(attempts.getFirst().duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(batch.task(GOOD).run().crashes()).isEqualTo(1);
        assertThat(batch.task(GOOD).run().failures()).isZero();
    }

    private TaskResult result(TaskId task) {
        return batch.result(task);
    }

    @Test
    void cancelEndsWhatDoesNotRun() throws InterruptedException {
        runTasks();
        batch.admit(8);
        batch.taskEnds(GOOD, PASS);
        var cancelled = TaskResult.failed(FailureClass.CANCELLED, "end");
        assertThat(batch.task(BAD).run().admitted()).isTrue();
        batch.voteToCancel(null, "alice");
        batch.voteToCancel(null, "bob");
        assertThat(batch.cancel("Enough.", Set.of("bob"), cancelled)).isEmpty();
        assertThat(batch.task(BAD).status()).isEqualTo(TaskStatus.QUEUED);
        batch.attemptFails(BAD, List.of(attempt("why")), clock.instant());

        assertThat(batch.cancel("More.", Set.of("alice"), cancelled)).hasSize(1);
        assertThat(batch.state().cancelVotes()).isOne();

        assertThat(batch.state().error()).isEqualTo("Enough.");
        assertThat(batch.state().isDone()).isTrue();
        assertThat(result(BAD).failureClass()).isEqualTo(FailureClass.CANCELLED);
        assertThat(names(batch.timeline().eventsAfter(1, Duration.ZERO)))
                .containsExactly("task_complete", "task_complete");
    }

    @Test
    void whatIsNotKeptHasNotHappened() {
        runTasks();
        var before = batch.state();
        store.store()
                .write(db ->
                        db.sql("insert into events values (?, ?, 0, 'foreign', '{}')")
                                .params(batch.id().toString(), before.lastSeq() + 1)
                                .update());

        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> batch.taskEnds(GOOD, PASS));

        assertThat(batch.state()).isSameAs(before);
        var again = TestBatches.create(store.store(), clock);
        store.store().write(db -> db.sql("delete from events where event = 'foreign'").update());
        assertThat(again.find(batch.id()).orElseThrow().state()).isEqualTo(before);
    }

    @Test
    void changeThatWasKeptWithoutAnAnswerIsFoundAgain() throws InterruptedException {
        runTasks();
        var twin = TestBatches.create(store.store(), clock).find(batch.id()).orElseThrow();
        twin.taskEnds(GOOD, PASS);

        // This one does not know yet, and cannot append the same event.
        batch.taskEnds(GOOD, PASS);

        assertThat(batch.state()).isEqualTo(twin.state());
        assertThat(names(batch.timeline().eventsAfter(0, Duration.ZERO)))
                .containsExactly("batch_started", "task_complete");
        twin.finish("the end");
        assertThat(batch.finish(null)).isFalse();
        assertThat(batch.finish(null)).isFalse();
        assertThat(batch.state()).isEqualTo(twin.state());
    }

    @Test
    void agreementIsShownHoweverLate() {
        var other = TestBatches.create(store.store(), clock);
        var known = other.find(batch.id()).orElseThrow();
        store.store().write(db -> VoteTable.accept(db, batch.id(), new Tally(2, 2, 3)));
        assertThat(known.state().isPending()).isTrue();

        other.findAgreed();

        assertThat(known.state().isWaiting()).isTrue();
        assertThat(known.state().tally()).isEqualTo(new Tally(2, 2, 3));
    }

    @Test
    void expiryNeverEndsAnAgreedBatch() {
        var quorum =
                store.store().write(db -> VoteTable.accept(db, batch.id(), new Tally(2, 2, 3)));

        assertThat(batch.expire("late")).isFalse();
        assertThat(batch.state().status()).isEqualTo(BatchStatus.PENDING);
        batch.accept(quorum);
        assertThat(batch.state().isWaiting()).isTrue();
    }
}
