package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * The archives that someone voted for, each once and under its hash, below {@code DATA_DIR}.
 * Uploads that an earlier service did not keep are removed at the start.
 */
@Component
public final class ArchiveStore {

    private static final String INCOMING = ".incoming";

    private final Path directory;
    private final ReadWriteLock removal = new ReentrantReadWriteLock();

    ArchiveStore(DataDirectory data) throws IOException {
        this.directory = data.path().resolve("archives");
        FileSystemUtils.deleteRecursively(directory.resolve(INCOMING));
        Files.createDirectories(directory.resolve(INCOMING));
    }

    /** A path for an upload, which the caller removes unless it was kept; nothing is there yet. */
    public Path newUpload() {
        return directory.resolve(INCOMING).resolve(UUID.randomUUID().toString());
    }

    /** Where the archive of this hash lies, if it is held. */
    public Path path(ArchiveHash hash) {
        return directory.resolve(hash.hex());
    }

    public boolean holds(ArchiveHash hash) {
        return Files.isRegularFile(path(hash));
    }

    /** Nothing is removed until it is closed, by the thread that opened it. */
    public Hold hold() {
        removal.readLock().lock();
        return () -> removal.readLock().unlock();
    }

    /** See {@link #hold()}. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Puts an upload on the disk, which takes its time; {@link #keep} is quick then.
     *
     * @throws StoreUnavailableException when that failed
     */
    public void sync(Path upload) {
        try {
            AtomicFile.sync(upload);
        } catch (IOException e) {
            throw StoreUnavailableException.of(e);
        }
    }

    /**
     * Takes an upload over; it is on the disk when this returns. No one refers to it yet: {@link
     * #hold()} it until someone does.
     *
     * @throws StoreUnavailableException when it could not be kept
     */
    public void keep(Path upload, ArchiveHash hash) {
        try {
            AtomicFile.move(upload, path(hash));
        } catch (IOException e) {
            throw StoreUnavailableException.of(e);
        }
    }

    /** Whether the archive is held and its bytes are still those of its hash. */
    public boolean isIntact(ArchiveHash hash) throws IOException {
        if (!holds(hash)) {
            return false;
        }
        var digest = ArchiveHash.digest();
        try (var in = new DigestInputStream(Files.newInputStream(path(hash)), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return ArchiveHash.of(digest.digest()).equals(hash);
    }

    /**
     * Removes all that no one refers to any more.
     *
     * @param referred asked while nothing is held
     */
    public void retain(Supplier<Set<ArchiveHash>> referred) throws IOException {
        removal.writeLock().lock();
        try {
            var retained =
                    referred.get().stream().map(ArchiveHash::hex).collect(Collectors.toSet());
            try (Stream<Path> files = Files.list(directory)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    if (!retained.contains(file.getFileName().toString())) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } finally {
            removal.writeLock().unlock();
        }
    }
}
