package org.platformnetwork.termexecutor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.batch.Attempt;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.execution.TaskAttempts.Attempted;
import org.platformnetwork.termexecutor.testing.ManualClock;

class TaskAttemptsTests {

    private final ManualClock clock = new ManualClock();
    private final Semaphore places = new Semaphore(1);
    private final List<Duration> waits = new ArrayList<>();
    private final List<TaskResult> results = new ArrayList<>();
    private final TaskAttempts attempts = new TaskAttempts(clock, this::pause, places);

    @Test
    void outageOfAMinuteIsOutlasted() {
        var outageEnds = clock.instant().plusSeconds(60);

        attempts.run(
                () ->
                        failed(
                                clock.instant().isBefore(outageEnds)
                                        ? FailureClass.INFRA_ERROR
                                        : FailureClass.TESTS_FAILED),
                results::add);

        var result = results.getFirst();
        assertThat(result.failureClass()).isEqualTo(FailureClass.TESTS_FAILED);
        assertThat(result.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3);
        assertThat(result.attempts()).extracting(Attempt::log).containsOnly("log");
        assertThat(waits).isSorted().doesNotHaveDuplicates();
        assertThat(result.duration()).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void givesUpAfterThreeMoreAttempts() {
        attempts.run(() -> failed(FailureClass.INFRA_ERROR), results::add);

        assertThat(results).hasSize(1);
        assertThat(results.getFirst().failureClass()).isEqualTo(FailureClass.INFRA_ERROR);
        assertThat(results.getFirst().attempts()).hasSize(3);
        assertThat(places.availablePermits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = FailureClass.class, mode = EnumSource.Mode.EXCLUDE, names = "INFRA_ERROR")
    void triesNothingElseAgain(FailureClass failure) {
        attempts.run(() -> failed(failure), results::add);

        assertThat(results.getFirst().attempts()).isEmpty();
        assertThat(waits).isEmpty();
    }

    @Test
    void interruptDuringAWaitCancels() {
        Queue<Attempted> queue = new ArrayDeque<>(List.of(failed(FailureClass.INFRA_ERROR)));
        var interrupted =
                new TaskAttempts(
                        clock,
                        duration -> {
                            throw new InterruptedException();
                        },
                        places);

        interrupted.run(queue::remove, results::add);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(results.getFirst().failureClass()).isEqualTo(FailureClass.CANCELLED);
        assertThat(results.getFirst().attempts()).hasSize(1);
    }

    private void pause(Duration duration) {
        // Another task has the place meanwhile.
        assertThat(places.availablePermits()).isEqualTo(1);
        waits.add(duration);
        clock.advance(duration);
    }

    private static Attempted failed(FailureClass failure) {
        return new Attempted(TaskResult.failed(failure, "why", Duration.ofSeconds(1)), "log");
    }
}
