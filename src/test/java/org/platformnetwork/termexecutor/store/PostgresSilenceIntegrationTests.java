package org.platformnetwork.termexecutor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.SilentProxy;

/** Connections that fall silent without an end. */
@EnabledIfPostgres
@Timeout(120)
class PostgresSilenceIntegrationTests {

    private static final String ADD =
            "insert into nonces (hotkey, nonce, expires_at) values ('a', ?, 0)";

    private static PostgresServer server;

    private final CountDownLatch silenced = new CountDownLatch(1);
    private @TempDir Path directory;
    private SilentProxy proxy;

    @BeforeAll
    static void start(@TempDir Path own) throws IOException {
        server = PostgresServer.start(own);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void stand() {
        proxy = SilentProxy.before(server.port());
    }

    @AfterEach
    void fall() {
        proxy.close();
    }

    private TestStore open(String parameters) {
        var test = TestStore.open(directory.resolve("data"), server.url(proxy.port()) + parameters);
        test.store().write(db -> db.sql("delete from nonces").update());
        return test;
    }

    private static int add(TestStore test) {
        return test.store().write(db -> db.sql(ADD).param("n").update());
    }

    /** Leaves a transaction open that holds a lock on what the next one wants. */
    private Integer addAndFallSilent(TestStore test) {
        return test.store()
                .write(db -> {
                    int added = db.sql(ADD).param("n").update();
                    proxy.silence();
                    silenced.countDown();
                    return added + db.sql(ADD).param("other").update();
                });
    }

    @Test
    void nothingIsPromisedAndNewConnectionsServe() {
        try (var test = open("")) {
            assertThatThrownBy(() -> addAndFallSilent(test))
                    .hasMessage(StoreFailure.UNREACHABLE.sentence());
            assertThat(test.store().problem()).isEqualTo(StoreFailure.UNREACHABLE);

            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .until(() -> add(test) == 1);
            test.probe().watch();
            assertThat(test.store().problem()).isNull();
        }
    }

    @Test
    void readerAndSchedulerGetOtherConnections() {
        try (var test = open("")) {
            var silent =
                    CompletableFuture.runAsync(() ->
                            test.store()
                                    .read(db ->
                                            db.sql("select pg_sleep(60)").query().listOfRows()));
            await().until(() ->
                    test.store()
                            .read(db ->
                                    db.sql(
                                                    """
                                                    select exists (select 1 from pg_stat_activity
                                                      where wait_event = 'PgSleep')
                                                    """)
                                            .query(Boolean.class)
                                            .single()));
            proxy.silence();

            assertThatThrownBy(silent::join).hasRootCauseInstanceOf(SocketTimeoutException.class);
            await().ignoreExceptions()
                    .untilAsserted(() -> {
                        try (var connection = test.store().schedulerSource().getConnection()) {
                            assertThat(connection.isValid(1)).isTrue();
                        }
                        add(test);
                    });
        }
    }

    @Test
    void lookThatDoesNotComeBackIsNoticed() {
        // As it was: the driver waits for ever.
        var test = open("?socketTimeout=0");
        var write = CompletableFuture.runAsync(() -> addAndFallSilent(test));
        await().until(() -> silenced.getCount() == 0);
        var look = CompletableFuture.runAsync(() -> test.probe().check());

        await().untilAsserted(() -> {
            test.clock().advance(Duration.ofSeconds(1));
            test.probe().watch();
            assertThat(test.store().problem()).isEqualTo(StoreFailure.UNREACHABLE);
        });
        assertThat(look).isNotDone();

        proxy.close();
        assertThatThrownBy(write::join).hasRootCauseInstanceOf(Exception.class);
        look.join();
        test.close();
    }
}
