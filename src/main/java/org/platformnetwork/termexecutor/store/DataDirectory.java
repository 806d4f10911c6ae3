package org.platformnetwork.termexecutor.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.platformnetwork.termexecutor.file.StartupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** {@code DATA_DIR}, closed to other users and owned by one service at a time. */
@Component
public final class DataDirectory implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    private final Path path;
    private final FileChannel lockFile;

    /** Fails when it cannot be made, entered or locked; nothing is lost by that. */
    DataDirectory(StoreSettings settings) throws IOException {
        this.path = created(settings.dataDir());
        this.lockFile = lockFile();
        if (!isLocked()) {
            lockFile.close();
            throw new StartupException(
                    "DATA_DIR is in use by another term-executor; give each its own.");
        }
    }

    private static Path created(Path directory) {
        try {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            close(directory);
            return directory.toRealPath();
        } catch (IOException e) {
            throw new StartupException("DATA_DIR cannot be created, or is not a directory.");
        }
    }

    /** Another user's directory may not be closed by this one; then its owner knows why. */
    private static void close(Path directory) throws IOException {
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (FileSystemException _) {
            log.warn("DATA_DIR belongs to another user and stays as open as it is");
        }
    }

    private FileChannel lockFile() {
        try {
            return FileChannel.open(
                    path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StartupException(
                    "DATA_DIR cannot be written to; give it, with all that is in it, to the"
                            + " service's user (chown -R).");
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
