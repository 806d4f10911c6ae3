package org.platformnetwork.termexecutor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What holds of the store, in whatever database. */
abstract class StoreScenarios {

    private static final String ADD =
            "insert into nonces (hotkey, nonce, expires_at) values (?, ?, 0)";

    private final String databaseUrl;
    private @TempDir Path directory;
    private TestStore test;

    StoreScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        test = TestStore.open(data(), databaseUrl);
        test.store().write(db -> db.sql("delete from nonces").update());
    }

    @AfterEach
    void close() {
        test.close();
    }

    private int count() {
        return test.store()
                .read(db -> db.sql("select count(*) from nonces").query(Integer.class).single());
    }

    private int add(int number) {
        return test.store().write(db -> db.sql(ADD).params("alice", "n" + number).update());
    }

    @Test
    void whatWasWrittenIsThereAtTheNextStart() {
        add(1);

        test.close();
        reopen();

        assertThat(count()).isEqualTo(1);
        assertThat(test.store().problem()).isNull();
    }

    @Test
    void changeThatThrowsIsUndoneAlone() {
        var results =
                Simultaneously.call(
                        32,
                        number -> {
                            if (number % 4 != 0) {
                                return add(number);
                            }
                            assertThatThrownBy(() ->
                                            test.store()
                                                    .write(db -> {
                                                        db.sql(ADD)
                                                                .params("alice", "n" + number)
                                                                .update();
                                                        throw new IllegalStateException("no");
                                                    }))
                                    .hasMessage("no");
                            return 0;
                        });

        assertThat(results).hasSize(32);
        assertThat(count()).isEqualTo(24);
        assertThat(test.store().problem()).isNull();
    }

    @Test
    void statementThatTheDatabaseRefusesIsUndoneAlone() {
        add(0);
        var results =
                Simultaneously.call(
                        32,
                        number -> {
                            try {
                                return add(number % 31);
                            } catch (StoreUnavailableException e) {
                                return -2;
                            } catch (RuntimeException e) {
                                return -1;
                            }
                        });

        // n0 was there before, and n0 and one other number come up twice.
        assertThat(results).filteredOn(result -> result == 1).hasSize(30);
        assertThat(results).filteredOn(result -> result == -1).hasSize(2);
        assertThat(count()).isEqualTo(31);
        assertThat(test.store().problem()).isNull();
    }

    @Test
    void writesOnInterruptedThread() {
        Thread.currentThread().interrupt();
        try {
            add(1);

            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void readsOnInterruptedThreadAndOnAnotherOne() {
        add(1);
        Thread.currentThread().interrupt();
        try {
            assertThat(count()).isEqualTo(1);
            var thread = test.store().read(db -> Thread.currentThread());

            assertThat(thread).isNotSameAs(Thread.currentThread());
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(test.store().problem()).isNull();
    }

    @Test
    void manyReadersAreNoFailureOfTheDatabase() {
        var held = new CountDownLatch(1);
        var begun = new Semaphore(0);
        var reads =
                IntStream.range(0, 24)
                        .mapToObj(number ->
                                CompletableFuture.runAsync(
                                        () -> read(begun, held), Thread::startVirtualThread))
                        .toList();
        begun.acquireUninterruptibly();

        // For longer than the pool waits for a connection.
        await().during(Duration.ofSeconds(3)).until(() -> test.store().problem() == null);
        test.probe().check();
        held.countDown();

        assertThat(reads).allSatisfy(read -> await().until(read::isDone));
        assertThat(test.store().problem()).isNull();
        assertThat(count()).isZero();
    }

    private void read(Semaphore begun, CountDownLatch held) {
        test.store()
                .read(db ->
                        db.sql("select number from probe")
                                .query((row, number) -> {
                                    begun.release();
                                    return wait(held);
                                })
                                .list());
    }

    private static int wait(CountDownLatch held) {
        try {
            held.await();
            return 1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void writesAllThatCameBeforeItIsClosed() {
        Simultaneously.call(64, this::add);

        test.close();

        assertThatThrownBy(() -> add(100)).isInstanceOf(StoreUnavailableException.class);
        reopen();
        assertThat(count()).isEqualTo(64);
    }

    @Test
    void oneServiceOwnsDataDirectory() {
        assertThatThrownBy(() -> TestStore.open(data(), databaseUrl))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void probeChangesNothingThatCounts() {
        IntStream.range(0, 3).forEach(number -> test.probe().check());

        assertThat(test.store().problem()).isNull();
        assertThat(count()).isZero();
    }

    void reopen() {
        test = TestStore.open(data(), databaseUrl);
    }

    TestStore test() {
        return test;
    }

    Path data() {
        return directory.resolve("data");
    }
}
