package org.platformnetwork.termexecutor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RunningScriptsTests {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final RunningScripts scripts = new RunningScripts();

    @Test
    void waitsUntilNoScriptRunsWithoutKeepingOthersWaiting() throws InterruptedException {
        scripts.begin();
        var waiting = Thread.ofPlatform().start(this::awaitNone);
        await().atMost(LONG).until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        scripts.begin();
        scripts.end();
        assertThat(waiting.isAlive()).isTrue();
        scripts.end();

        assertThat(waiting.join(LONG)).isTrue();
    }

    private void awaitNone() {
        try {
            scripts.awaitNone(LONG);
        } catch (PhaseFailedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void goesOnWhereTheMachineIsNeverQuiet() throws PhaseFailedException {
        scripts.begin();

        scripts.awaitNone(Duration.ofMillis(1));
        scripts.end();

        scripts.awaitNone(LONG);
    }

    @Test
    void cancellationEndsTheWait() {
        scripts.begin();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(PhaseFailedException.class)
                .isThrownBy(() -> scripts.awaitNone(LONG));
        assertThat(Thread.interrupted()).isTrue();
    }
}
