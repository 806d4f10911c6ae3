package org.platformnetwork.termexecutor.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.hotkey.Hotkey;

class FairTurnsTests {

    private FairTurns turns = new FairTurns(2);
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() throws InterruptedException {
        end.countDown();
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void onlySoManyAreDoneAtOnce() {
        arrive("alice", "a");
        arrive("bob", "b");
        arrive("charlie", "c");
        arrive("dave", "d");
        assertThat(begun).containsExactly("a", "b");

        end.countDown();

        await().until(() -> begun.size() == 4);
    }

    @Test
    void turnsComeInTheOrderOfArrival() {
        turns = new FairTurns(1);
        arrive("alice", "a");
        arrive("bob", "b");
        arrive("charlie", "c");
        arrive("dave", "d");

        end.countDown();

        await().untilAsserted(() -> assertThat(begun).containsExactly("a", "b", "c", "d"));
    }

    @Test
    void oneValidatorDoesNotKeepOthersWaiting() {
        arrive("alice", "1");
        arrive("alice", "2");
        arrive("alice", "3");

        arrive("bob", "b");

        assertThat(begun).containsExactly("1", "b");
    }

    /** Waits until it waits itself: for its turn, or in its work. */
    private void arrive(String validator, String work) {
        var thread = Thread.ofPlatform().start(() -> work(validator, work));
        threads.add(thread);
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    private void work(String validator, String work) {
        try {
            turns.call(
                    new Hotkey(validator),
                    () -> {
                        begun.add(work);
                        awaitEnd();
                        return work;
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
