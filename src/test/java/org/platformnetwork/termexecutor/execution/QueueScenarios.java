package org.platformnetwork.termexecutor.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.execution.ExecutionQueue.Kind;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What holds of executions, in whatever database. */
abstract class QueueScenarios {

    private static final int THREADS = 3;

    private final InstantSource clock = InstantSource.system();
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final String databaseUrl;
    private @TempDir Path directory;
    private TestStore store;

    QueueScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        store.store().write(db -> db.sql("delete from scheduled_tasks").update());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ExecutionQueue started(Predicate<String> work) {
        var queue = new ExecutionQueue(store.store(), THREADS, clock);
        queue.start(
                Map.of(
                        Kind.TASK,
                        id -> {
                            runs.add(id);
                            return work.test(id);
                        }));
        return queue;
    }

    private int left() {
        return store.store()
                .read(db ->
                        db.sql("select count(*) from scheduled_tasks")
                                .query(Integer.class)
                                .single());
    }

    private void schedule(ExecutionQueue queue, String id) {
        queue.schedule(Kind.TASK, id, clock.instant());
    }

    @Test
    void runsEachExecutionOnceAndForgetsIt() {
        var queue = started(id -> true);
        for (int i = 0; i < 20; i++) {
            schedule(queue, "e" + i);
        }

        await().until(() -> left() == 0);
        queue.stop();

        assertThat(runs).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void executionThatIsThereIsNotAddedAgain() {
        var held = new CountDownLatch(1);
        var queue = started(id -> released(held));
        schedule(queue, "e");
        schedule(queue, "e");
        await().until(() -> !runs.isEmpty());
        schedule(queue, "e");
        held.countDown();

        await().until(() -> left() == 0);
        queue.stop();

        assertThat(runs).containsExactly("e");
    }

    @Test
    void neverRunsMoreAtOnceThanItHasThreads() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var full = new CountDownLatch(THREADS);
        var all = new Semaphore(0);
        var queue =
                started(id -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    all.release();
                    full.countDown();
                    released(full);
                    now.decrementAndGet();
                    return true;
                });
        for (int i = 0; i < 30; i++) {
            schedule(queue, "e" + i);
        }

        all.acquireUninterruptibly(30);
        await().until(() -> left() == 0);
        queue.stop();

        assertThat(most).hasValue(THREADS);
    }

    @Test
    void whatIsNotDoneIsTheNextStartsFirst() {
        var first = started(id -> false);
        schedule(first, "e");
        await().until(() -> !runs.isEmpty());
        first.stop();
        assertThat(left()).isEqualTo(1);

        var second = started(id -> true);

        await().until(() -> left() == 0);
        second.stop();
        assertThat(runs).containsExactly("e", "e");
    }

    @Test
    void executionIsAddedOnAnInterruptedThread() {
        var queue = started(id -> true);
        Thread.currentThread().interrupt();
        try {
            schedule(queue, "e");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        await().until(() -> left() == 0);
        queue.stop();
        assertThat(runs).containsExactly("e");
        assertThat(store.store().problem()).isNull();
    }

    @Test
    void executionThatManyAddAtOnceIsNoFailure() {
        var queue = started(id -> true);

        for (int i = 0; i < 50; i++) {
            var id = "e" + i;
            // It may be run and removed between one addition and the next.
            Simultaneously.call(
                    8,
                    number -> {
                        schedule(queue, id);
                        return number;
                    });
        }

        await().until(() -> left() == 0);
        queue.stop();
        assertThat(runs).contains("e0", "e49");
    }

    @Test
    void workIsOnAVirtualThreadThatMayBeInterrupted() {
        var queue =
                started(id -> {
                    Thread.currentThread().interrupt();
                    return Thread.currentThread().isVirtual();
                });
        schedule(queue, "e");

        await().until(() -> left() == 0);
        queue.stop();
        assertThat(runs).containsExactly("e");
    }

    @Test
    void brokenWorkStaysForAnotherTry() {
        var queue =
                started(id -> {
                    throw new IllegalStateException("broken by the test");
                });
        schedule(queue, "e");
        await().until(() -> !runs.isEmpty());
        queue.stop();

        assertThat(left()).isEqualTo(1);
    }

    private static boolean released(CountDownLatch held) {
        try {
            held.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
