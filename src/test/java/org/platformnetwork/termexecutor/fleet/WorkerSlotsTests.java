package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerSlotsTests {

    @Test
    void noMoreAttemptsBeginThanThereAreSlots() {
        var slots = new WorkerSlots(2);

        assertThat(slots.begin()).isTrue();
        assertThat(slots.begin()).isTrue();
        assertThat(slots.begin()).isFalse();
        slots.end("one");
        assertThat(slots.begin()).isTrue();
    }

    @Test
    void attemptThatMustBeAloneWaitsForOthersAndKeepsNewOnesOut() {
        var slots = new WorkerSlots(3);
        slots.begin();
        slots.begin();
        var alone = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        slots.becomeAlone("dangerous");
                        alone.complete(null);
                    } catch (InterruptedException e) {
                        alone.completeExceptionally(e);
                    }
                });

        await().atMost(Duration.ofSeconds(60)).until(() -> !beganOne(slots));
        assertThat(alone).isNotDone();
        slots.end("other");
        assertThat(alone).succeedsWithin(Duration.ofSeconds(60));
        assertThat(slots.begin()).isFalse();
        slots.end("dangerous");
        assertThat(slots.begin()).isTrue();
    }

    private static boolean beganOne(WorkerSlots slots) {
        boolean began = slots.begin();
        if (began) {
            slots.end("probe");
        }
        return began;
    }
}
