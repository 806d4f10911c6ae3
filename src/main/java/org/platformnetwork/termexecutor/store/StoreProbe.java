package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Finds out whether things can be kept before somebody needs it, and again when they can: an open
 * database does not notice that its directory became read-only or that its file was removed.
 */
@Component
public final class StoreProbe {

    private final Store store;
    private final Database database;
    private final Path file;

    StoreProbe(Store store, Database database, DataDirectory directory) {
        this.store = store;
        this.database = database;
        this.file = directory.path().resolve(".probe");
    }

    /** One look. */
    @Scheduled(fixedDelayString = "PT5S")
    public void look() {
        store.tell(problem());
    }

    private @Nullable StoreProblem problem() {
        var unwritten = writeFile();
        if (unwritten != null) {
            return unwritten;
        }
        if (database.isGone()) {
            return StoreProblem.DAMAGED;
        }
        if (database.isReplaced()) {
            database.reopen();
            store.migrateAgain();
        }
        try {
            store.migrate();
            if (store.problem() == StoreProblem.DAMAGED && !store.read(database::isSound)) {
                return StoreProblem.DAMAGED;
            }
            store.read(db -> db.sql("select number from probe").query(Integer.class).single());
            store.tryWrite(db -> db.sql("update probe set number = 1 - number").update());
            return null;
        } catch (StoreUnavailableException e) {
            return e.problem();
        }
    }

    private @Nullable StoreProblem writeFile() {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4096));
            channel.force(true);
            return null;
        } catch (IOException e) {
            return StoreProblem.of(e);
        }
    }
}
