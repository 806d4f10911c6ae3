package org.platformnetwork.termexecutor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfPostgres;
import org.platformnetwork.termexecutor.testing.PostgresServer;

@EnabledIfPostgres
class PostgresStoreIntegrationTests extends StoreScenarios {

    private static PostgresServer server;

    PostgresStoreIntegrationTests() {
        super(server.url());
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void recoversWhenServerComesBack() {
        server.stop();
        assertThatThrownBy(() -> test().store().write(db -> db.sql("delete from nonces").update()))
                .hasMessage(StoreFailure.UNREACHABLE.sentence());
        test().probe().check();
        assertThat(test().store().problem()).isEqualTo(StoreFailure.UNREACHABLE);

        server.startAgain();
        awaitRecovery();
    }

    /** The pool waits a little before it tries again. */
    private void awaitRecovery() {
        await().untilAsserted(() -> {
            test().probe().check();
            assertThat(test().store().problem()).isNull();
        });
    }

    @Test
    void opensBesideServerThatIsAway() {
        close();
        server.stop();
        reopen();
        assertThat(test().store().problem()).isEqualTo(StoreFailure.UNREACHABLE);

        server.startAgain();
        // It may be without its tables until someone has looked.
        assertThatThrownBy(() ->
                        test().store().read(db -> db.sql("select 1").query(Integer.class).single()))
                .hasMessage(StoreFailure.UNREACHABLE.sentence());
        awaitRecovery();
        assertThat(
                        test().store()
                                .<Integer>read(
                                        db -> db.sql("select 1").query(Integer.class).single()))
                .isEqualTo(1);
    }
}
