package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresBatchIntegrationTests {

    private static final String DATABASE = PostgresServer.database();

    @Nested
    class Changes extends BatchScenarios {
        Changes() {
            super(DATABASE);
        }
    }

    @Nested
    class All extends BatchesScenarios {
        All() {
            super(DATABASE);
        }
    }

    @Nested
    class Runs extends RunScenarios {
        Runs() {
            super(DATABASE);
        }

        @Test
        void commitThatTheServerHeldBackForLongIsFound() {
            runTasks();
            set("alter system set synchronous_standby_names = 'nowhere'");
            var end = CompletableFuture.runAsync(this::endPatiently);
            try {
                // The first attempt was given up, and the second one waits for its locks.
                await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                        .until(() -> isWaiting("SyncRep") && isWaiting("transactionid"));
            } finally {
                set("alter system reset synchronous_standby_names");
            }

            end.join();
            assertThat(batch.task(GOOD).passed()).isTrue();
            var again = TestBatches.create(store.store(), clock).find(batch.id()).orElseThrow();
            assertThat(again.state()).isEqualTo(batch.state());
        }

        private void endPatiently() {
            await().ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                    .untilAsserted(() -> batch.taskEnds(GOOD, PASS));
        }

        private void set(String sql) {
            store.store()
                    .read(db -> {
                        db.sql(sql).update();
                        return db.sql("select pg_reload_conf()").query(Boolean.class).single();
                    });
        }

        private boolean isWaiting(String event) {
            return store.store()
                    .read(db ->
                            db.sql("select count(*) from pg_stat_activity where wait_event = ?")
                                            .param(event)
                                            .query(Integer.class)
                                            .single()
                                    > 0);
        }
    }

    @Nested
    class Costs extends StorageScenarios {
        Costs() {
            super(DATABASE);
        }
    }
}
