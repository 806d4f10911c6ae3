package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerSlotsTests {

    @Test
    void noMoreAttemptsBeginThanThereAreSlots() {
        var slots = new WorkerSlots(2);

        assertThat(slots.begin("one", false)).isTrue();
        assertThat(slots.begin("two", false)).isTrue();
        assertThat(slots.begin("three", false)).isFalse();
        slots.end("one");
        assertThat(slots.begin("three", false)).isTrue();
    }

    @Test
    void attemptThatMustBeAloneWaitsForOthersAndKeepsNewOnesOut() {
        var slots = new WorkerSlots(3);
        slots.begin("other", false);
        slots.begin("dangerous", true);
        var alone = awaitOthers(slots);

        assertThat(slots.begin("new", false)).isFalse();
        assertThat(alone).isNotDone();
        slots.end("other");
        assertThat(alone).succeedsWithin(Duration.ofSeconds(60));
        assertThat(slots.begin("new", false)).isFalse();
        slots.end("dangerous");
        assertThat(slots.begin("new", false)).isTrue();
    }

    @Test
    void ofTwoAttemptsThatMustBeAloneOneBegins() {
        var slots = new WorkerSlots(2);

        assertThat(slots.begin("one", true)).isTrue();
        assertThat(slots.begin("two", true)).isFalse();
        assertThat(awaitOthers(slots)).succeedsWithin(Duration.ofSeconds(60));
        slots.end("one");
        assertThat(slots.begin("two", true)).isTrue();
        assertThat(awaitOthers(slots)).succeedsWithin(Duration.ofSeconds(60));
    }

    @Test
    void nothingBeginsUntilClosedSlotsAreOpened() {
        var slots = new WorkerSlots(2);
        slots.begin("lost", false);

        slots.close();
        assertThat(slots.begin("next", false)).isFalse();
        slots.end("lost");
        assertThat(slots.begin("next", false)).isFalse();
        slots.open();
        assertThat(slots.begin("next", false)).isTrue();
    }

    private static CompletableFuture<Void> awaitOthers(WorkerSlots slots) {
        var alone = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        slots.awaitOthers();
                        alone.complete(null);
                    } catch (InterruptedException e) {
                        alone.completeExceptionally(e);
                    }
                });
        return alone;
    }
}
