package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.fleet.channel.FleetKey;

@Timeout(120)
class RunningAttemptTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** So that the files of its batch are not removed below it. */
    @Test
    void attemptIsHandedBackOnceItsSandboxIsGone(@TempDir Path directory)
            throws InterruptedException, IOException {
        var file = Files.writeString(directory.resolve("key"), "k".repeat(32));
        var began = new CountDownLatch(1);
        var ending = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        var attempt =
                new RunningAttempt(
                        "attempt",
                        _ -> {
                            began.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException _) {
                                ending.countDown();
                            }
                            gone.await();
                            return new byte[0];
                        });
        try (var temporal =
                new TemporalConnection(
                        new TemporalSettings("127.0.0.1:1", "default", "", "", "", ""),
                        FleetKey.read(file.toString()),
                        "one")) {
            var held = new HeldAttempt(temporal, new byte[0], Duration.ofMinutes(10));
            var activity =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    AttemptActivity.await(attempt, held);
                                } catch (InterruptedException | ExecutionException _) {
                                    // It has been handed back.
                                }
                            });
            began.await();
            activity.interrupt();
            ending.await();

            await().atMost(TIMEOUT).until(() -> activity.getState() != Thread.State.RUNNABLE);
            assertThat(activity.isAlive()).isTrue();
            gone.countDown();
            assertThat(activity.join(TIMEOUT)).isTrue();
        }
    }
}
