package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.store.Store.StoreLost;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Finds out whether things can be kept before someone needs it, and again when they can: an open
 * database does not notice that its directory became read-only or that its file was removed.
 */
@Component
final class StoreProbe {

    /** For one look. Longer, and nothing else comes back either. */
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private final Store store;
    private final Database database;
    private final Path file;
    private final InstantSource clock;
    private final ApplicationEventPublisher events;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Instant began;

    StoreProbe(
            Store store,
            Database database,
            DataDirectory directory,
            InstantSource clock,
            ApplicationEventPublisher events) {
        this.store = store;
        this.database = database;
        this.file = directory.path().resolve(".probe");
        this.clock = clock;
        this.events = events;
    }

    /** One look, unless another is under way. */
    @Scheduled(fixedDelayString = "PT5S")
    public void check() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            began = clock.instant();
            store.tell(problem());
        } catch (StartupException e) {
            events.publishEvent(new StoreLost(String.valueOf(e.getMessage())));
        } finally {
            began = null;
            looking.unlock();
        }
        if (database.isReplaced()) {
            events.publishEvent(new StoreLost("Another term-executor has taken the database."));
        }
    }

    /** Notices a look that does not come back; otherwise looks again while something is wrong. */
    @Scheduled(fixedDelayString = "PT1S")
    public void watch() {
        var since = began;
        if (since != null) {
            if (clock.instant().isAfter(since.plus(TIMEOUT))) {
                store.tell(StoreFailure.UNREACHABLE);
            }
        } else if (store.problem() != null) {
            check();
        }
    }

    private @Nullable StoreFailure problem() {
        var unwritten = writeFile();
        if (unwritten != null) {
            return unwritten;
        }
        if (database.isFileGone()) {
            return StoreFailure.DAMAGED;
        }
        if (database.isFileReplaced()) {
            database.reopen();
            store.migrateAgain();
        }
        try {
            store.migrate();
            if (store.problem() == StoreFailure.DAMAGED && !store.tryRead(database::isSound)) {
                return StoreFailure.DAMAGED;
            }
            store.tryRead(db -> db.sql("select number from probe").query(Integer.class).single());
            store.tryWrite(db -> db.sql("update probe set number = 1 - number").update());
            database.keepLock();
            return null;
        } catch (StoreUnavailableException e) {
            return e.problem();
        }
    }

    private @Nullable StoreFailure writeFile() {
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
            return StoreFailure.of(e);
        }
    }
}
