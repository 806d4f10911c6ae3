package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A store of its own, without the service. */
public final class TestStore implements AutoCloseable {

    private final DataDirectory directory;
    private final Database database;
    private final Store store;
    private final StoreProbe probe;

    private TestStore(StoreSettings settings) throws IOException {
        directory = new DataDirectory(settings);
        database = new Database(settings, directory);
        store = new Store(database);
        probe = new StoreProbe(store, database, directory);
    }

    /**
     * Opens it.
     *
     * @param databaseUrl empty for SQLite
     */
    public static TestStore open(Path dataDir, String databaseUrl) {
        try {
            return new TestStore(new StoreSettings(dataDir, databaseUrl));
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
