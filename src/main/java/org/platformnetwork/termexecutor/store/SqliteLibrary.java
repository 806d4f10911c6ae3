package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.file.StartupException;
import org.springframework.util.FileSystemUtils;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The native library of SQLite's driver, which unpacks it where a property of the whole JVM says,
 * and leaves it there when the service is killed. So it is unpacked into a directory of the
 * service's own, which each start empties, and the property is set for that moment only.
 */
final class SqliteLibrary {

    private static final String DIRECTORY = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /** Loads it, unless another service in this JVM has. */
    static void load(Path dataDirectory) {
        var directory = dataDirectory.resolve("native");
        var before = System.getProperty(DIRECTORY);
        try {
            FileSystemUtils.deleteRecursively(directory);
            Files.createDirectory(directory);
            System.setProperty(DIRECTORY, directory.toString());
            SQLiteJDBCLoader.initialize();
        } catch (IOException e) {
            throw new StartupException("DATA_DIR cannot be written to.");
        } catch (Exception e) {
            throw new StartupException(
                    "SQLite's library cannot be loaded from DATA_DIR; mount it without noexec.");
        } finally {
            if (before == null) {
                System.clearProperty(DIRECTORY);
            } else {
                System.setProperty(DIRECTORY, before);
            }
        }
    }
}
