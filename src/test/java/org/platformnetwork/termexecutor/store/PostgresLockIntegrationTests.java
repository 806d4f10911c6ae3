package org.platformnetwork.termexecutor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.store.Store.StoreLost;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two services on one PostgreSQL. */
@EnabledIfPostgres
class PostgresLockIntegrationTests {

    private static PostgresServer server;

    private @TempDir Path directory;
    private TestStore first;

    @BeforeAll
    static void start(@TempDir Path own) throws IOException {
        server = PostgresServer.start(own);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        first = TestStore.open(directory.resolve("first"), server.url());
        first.store().write(db -> db.sql("delete from nonces").update());
    }

    @AfterEach
    void close() {
        first.close();
    }

    private TestStore second(Duration wait) {
        return TestStore.open(directory.resolve("second"), server.url(), wait);
    }

    private static int add(TestStore store, String nonce) {
        return store.store()
                .write(db ->
                        db.sql("insert into nonces (hotkey, nonce, expires_at) values ('a', ?, 0)")
                                .param(nonce)
                                .update());
    }

    private static int count(TestStore store) {
        return store.store()
                .read(db -> db.sql("select count(*) from nonces").query(Integer.class).single());
    }

    @Test
    void secondServiceIsRefused() {
        assertThatThrownBy(() -> second(Duration.ZERO))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("DATABASE_URL is in use by another term-executor");

        add(first, "n");
        assertThat(first.store().problem()).isNull();
    }

    @Test
    void eachSchemaIsADatabase() {
        first.store().write(db -> db.sql("create schema if not exists other").update());

        try (var other =
                TestStore.open(
                        directory.resolve("second"), server.url() + "?currentSchema=other")) {
            add(other, "n");

            assertThat(count(first)).isZero();
        }
    }

    @Test
    void secondServiceWaitsForTheFirstOnesEnd() {
        var waiting = CompletableFuture.supplyAsync(() -> second(Duration.ofMinutes(2)));
        add(first, "n");
        first.close();

        try (var second = waiting.orTimeout(60, TimeUnit.SECONDS).join()) {
            assertThat(count(second)).isEqualTo(1);
        }
    }

    @Test
    void holderTakesItsLockAgain() {
        server.endLockSession();

        first.probe().check();

        assertThat(first.store().problem()).isNull();
        assertThatThrownBy(() -> second(Duration.ZERO)).isInstanceOf(StartupException.class);
    }

    @Test
    void holderThatWasReplacedWritesNothing() {
        var scheduler = first.store().schedulerSource();
        server.endLockSession();

        try (var second = second(Duration.ZERO)) {
            assertThatThrownBy(() -> add(first, "late")).hasMessage(StoreFailure.LOCKED.sentence());
            assertThatThrownBy(scheduler::getConnection).isInstanceOf(SQLException.class);
            first.probe().check();
            assertThatThrownBy(() -> add(first, "later"))
                    .hasMessage(StoreFailure.LOCKED.sentence());

            assertThat(count(second)).isZero();
            add(second, "n");
            assertThat(second.store().problem()).isNull();
        }
        assertThat(first.events()).hasOnlyElementsOfType(StoreLost.class).isNotEmpty();
    }

    @Test
    void whatWasBegunIsKeptBeforeTheNextServiceComesIn() {
        var second = new CompletableFuture<TestStore>();
        first.store()
                .write(db -> {
                    server.endLockSession();
                    Thread.startVirtualThread(() -> second.complete(second(Duration.ZERO)));
                    awaitShutOut(db);
                    return db.sql(
                                    "insert into nonces (hotkey, nonce, expires_at) values ('a',"
                                            + " 'n', 0)")
                            .update();
                });

        try (var store = second.orTimeout(60, TimeUnit.SECONDS).join()) {
            assertThat(count(store)).isEqualTo(1);
        }
    }

    /** Another service waits for this transaction, which is not idle meanwhile. */
    private static void awaitShutOut(JdbcClient transaction) {
        await().pollInSameThread()
                .until(() ->
                        transaction
                                .sql(
                                        """
                                        select exists (select 1 from pg_locks
                                          where not granted and locktype = 'transactionid')
                                        """)
                                .query(Boolean.class)
                                .single());
    }

    @Test
    void serviceThatFindsAnotherOneLaterIsLost() {
        first.close();
        server.stop();
        var late = second(Duration.ZERO);
        server.startAgain();
        first = TestStore.open(directory.resolve("first"), server.url());

        late.probe().check();
        late.close();

        assertThat(late.events())
                .singleElement()
                .asString()
                .contains("DATABASE_URL is in use by another term-executor");
    }
}
