package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.platformnetwork.termexecutor.testing.ManualClock;

/** A store of its own, without the service. */
public final class TestStore implements AutoCloseable {

    private final DataDirectory directory;
    private final Database database;
    private final Store store;
    private final StoreProbe probe;

    private final ManualClock clock = new ManualClock();
    private final List<Object> events = new CopyOnWriteArrayList<>();

    private TestStore(StoreSettings settings) throws IOException {
        directory = new DataDirectory(settings);
        database = new Database(settings, directory);
        try {
            store = new Store(database);
        } catch (RuntimeException e) {
            database.destroy();
            directory.destroy();
            throw e;
        }
        probe = new StoreProbe(store, database, directory, clock, events::add);
    }

    /**
     * Opens it.
     *
     * @param databaseUrl empty for SQLite
     */
    public static TestStore open(Path dataDir, String databaseUrl) {
        return open(dataDir, databaseUrl, Duration.ZERO);
    }

    static TestStore open(Path dataDir, String databaseUrl, Duration lockWait) {
        try {
            return new TestStore(new StoreSettings(dataDir, databaseUrl, lockWait));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Store store() {
        return store;
    }

    public DataDirectory directory() {
        return directory;
    }

    ManualClock clock() {
        return clock;
    }

    /** What was published. */
    List<Object> events() {
        return events;
    }

    StoreProbe probe() {
        return probe;
    }

    @Override
    public void close() {
        try {
            store.destroy();
            database.destroy();
            directory.destroy();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
