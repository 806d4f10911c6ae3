package org.platformnetwork.termexecutor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqliteStoreTests extends StoreScenarios {

    SqliteStoreTests() {
        super("");
    }

    private Path file() {
        return data().resolve("term-executor.db");
    }

    private void touch() {
        test().store().write(db -> db.sql("delete from nonces").update());
    }

    @Test
    void recoversWhenAnotherProcessLetsGoOfTheLock() throws SQLException {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            try (var statement = other.createStatement()) {
                statement.execute("begin immediate");
            }
            assertThatThrownBy(this::touch).hasMessage(StoreFailure.LOCKED.sentence());
            assertThat(test().store().problem()).isEqualTo(StoreFailure.LOCKED);
        }

        test().probe().check();

        assertThat(test().store().problem()).isNull();
        touch();
    }

    @Test
    void removedFileIsNoticed() throws IOException {
        Files.delete(file());

        test().probe().check();

        assertThat(test().store().problem()).isEqualTo(StoreFailure.DAMAGED);
        assertThatThrownBy(this::touch).hasMessage(StoreFailure.DAMAGED.sentence());
    }

    @Test
    void takesFileThatIsPutInItsPlace() throws IOException, SQLException {
        var copy = data().resolve("copy.db");
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = other.createStatement()) {
            statement.execute("vacuum into '%s'".formatted(copy));
        }
        Files.delete(file());
        test().probe().check();
        Files.deleteIfExists(data().resolve("term-executor.db-wal"));
        Files.deleteIfExists(data().resolve("term-executor.db-shm"));
        // The store may have looked for its file since, and made an empty one.
        Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);

        test().probe().check();
        test().probe().check();

        assertThat(test().store().problem()).isNull();
        touch();
    }

    @Test
    void damageIsNoWriteAwayFromBeingForgotten() throws IOException {
        test().store()
                .write(db ->
                        db.sql(
                                        """
                                        with recursive n(i) as
                                          (select 1 union all select i + 1 from n where i < 5000)
                                        insert into nonces (hotkey, nonce, expires_at)
                                          select 'alice', 'n' || i, 0 from n
                                        """)
                                .update());
        test().close();
        try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(64 * 1024), 64 * 1024);
        }
        reopen();

        assertThatThrownBy(() ->
                        test().store()
                                .read(db ->
                                        db.sql("select max(expires_at), count(*) from nonces")
                                                .query()
                                                .listOfRows()))
                .hasMessage(StoreFailure.DAMAGED.sentence());

        test().probe().check();
        assertThat(test().store().problem()).isEqualTo(StoreFailure.DAMAGED);
    }
}
