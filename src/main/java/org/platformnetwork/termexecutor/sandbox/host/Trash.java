package org.platformnetwork.termexecutor.sandbox.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes trees away at once, by renaming them into a directory that only the service can enter, and
 * deletes them behind its callers' backs. What cannot be deleted is tried again at the next start.
 */
public final class Trash implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Trash.class);
    private static final int WORKERS = 2;
    private static final Duration LAST_TIMEOUT = Duration.ofMillis(500);

    private final Path directory;
    private final TreeDeleter treeDeleter;
    private final Duration timeout;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(WORKERS, Thread.ofVirtual().name("trash-", 0).factory());

    private Trash(Path directory, TreeDeleter treeDeleter, Duration timeout) {
        this.directory = directory;
        this.treeDeleter = treeDeleter;
        this.timeout = timeout;
    }

    /**
     * Opens it, and begins to delete what an earlier service left in it.
     *
     * @param directory on the same file system as what will be taken away
     * @param timeout how long the end of the service waits for what is still to be deleted
     */
    public static Trash open(Path directory, TreeDeleter treeDeleter, Duration timeout)
            throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        var trash = new Trash(directory, treeDeleter, timeout);
        try (Stream<Path> left = Files.list(directory)) {
            left.forEach(trash::deleteBehind);
        }
        return trash;
    }

    /** Whether nothing is at the path any more; false when it cannot be renamed. */
    public boolean discard(Path tree) {
        var place = directory.resolve(UUID.randomUUID().toString());
        try {
            move(tree, place);
        } catch (NoSuchFileException _) {
            return !Files.exists(tree, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException _) {
            return false;
        }
        deleteBehind(place);
        return true;
    }

    /** To move a directory that is one's own, one must be allowed to write in it. */
    private static void move(Path tree, Path place) throws IOException {
        try {
            Files.move(tree, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException e) {
            if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
            Files.move(tree, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void deleteBehind(Path place) {
        try {
            workers.execute(() -> delete(place));
        } catch (RejectedExecutionException _) {
            log.warn("A temporary directory is left for the next start");
        }
    }

    private void delete(Path place) {
        if (!treeDeleter.delete(place)) {
            if (workers.isShutdown()) {
                log.info("A temporary directory is left for the next start");
            } else {
                log.error("A temporary directory could not be removed");
            }
        }
    }

    /** Waits for the deletions, and breaks them off when they take too long. */
    @Override
    public void close() throws IOException {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
                workers.awaitTermination(LAST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> left = Files.list(directory)) {
            if (left.findAny().isEmpty()) {
                Files.delete(directory);
            }
        }
    }
}
