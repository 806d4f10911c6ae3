package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** {@code DATA_DIR}, which no other user can enter and one service at a time owns. */
@Component
public final class DataDirectory implements DisposableBean {

    private static final String DRIVER = "org.sqlite.tmpdir";

    private final Path path;
    private final FileChannel lockFile;

    /** Fails when it cannot be made, entered or locked; nothing is lost by that. */
    DataDirectory(StoreSettings settings) throws IOException {
        this.path = created(settings.dataDir());
        this.lockFile = lockFile();
        if (!isLocked()) {
            lockFile.close();
            throw new StoreRefusedException(
                    "DATA_DIR is in use by another term-executor; give each its own.");
        }
        // The driver of SQLite leaves its library there when the service is killed.
        var driver = path.resolve("native");
        FileSystemUtils.deleteRecursively(driver);
        Files.createDirectory(driver);
        System.setProperty(DRIVER, driver.toString());
    }

    private static Path created(Path directory) {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            return directory.toRealPath();
        } catch (IOException e) {
            throw new StoreRefusedException("DATA_DIR cannot be created, or is no directory.");
        }
    }

    private FileChannel lockFile() {
        try {
            return FileChannel.open(
                    path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StoreRefusedException("DATA_DIR cannot be written to.");
        }
    }

    private boolean isLocked() throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Without links. */
    public Path path() {
        return path;
    }

    @Override
    public void destroy() throws IOException {
        lockFile.close();
    }
}
