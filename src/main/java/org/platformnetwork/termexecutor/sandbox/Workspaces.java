package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.RunningProcess;
import org.platformnetwork.termexecutor.sandbox.host.OrphanReaper;
import org.platformnetwork.termexecutor.sandbox.host.Trash;
import org.platformnetwork.termexecutor.sandbox.host.TreeDeleter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * The directories below {@code WORKSPACE_BASE}, owned by one service at a time: a lock keeps a
 * second one out, and what a crash left behind is ended and removed at the start, layers apart.
 */
@Component
public final class Workspaces implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Workspaces.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private static final List<String> OWN = List.of("uploads", "batches", "isolation");
    private static final String LAYERS = "layers";
    private static final String TRASH = "trash";

    private final Path base;
    private final TreeDeleter treeDeleter;
    private final List<Consumer<Path>> listeners = new CopyOnWriteArrayList<>();
    private final FileChannel lockFile;
    private final Trash trash;

    public Workspaces(SandboxSettings settings, ProcessRunner runner) throws IOException {
        // The runner tells processes by their real working directory.
        this.base = created(settings.workspaceBase()).toRealPath();
        this.treeDeleter = new TreeDeleter(runner);
        var lock = base.resolve(".lock");
        this.lockFile = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        closeToTasks(lock);
        if (lock() == null) {
            lockFile.close();
            throw new StartupException(
                    "WORKSPACE_BASE is in use by another term-executor; give each its own.");
        }
        new OrphanReaper(base, own(), runner, RunningProcess.self()).end();
        this.trash = Trash.open(base.resolve(TRASH), treeDeleter, STOP_TIMEOUT);
        for (var name : OWN) {
            remove(base.resolve(name));
            createClosed(base.resolve(name));
        }
        createClosed(layers());
    }

    /**
     * A task that can read it could lock it as soon as the service dies, and bar the next one. What
     * root made here before stays as it is: a service that is not root has no users for tasks.
     */
    private static void closeToTasks(Path lock) {
        try {
            Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            log.atDebug().log("The lock of WORKSPACE_BASE is another user's");
        }
    }

    private List<Path> own() {
        return Stream.concat(OWN.stream(), Stream.of(LAYERS, TRASH)).map(base::resolve).toList();
    }

    private static Path created(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StartupException("WORKSPACE_BASE cannot be created, or is not a directory.");
        }
    }

    private @Nullable FileLock lock() throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Creates a directory, and those above it, that no other user can enter. */
    public static void createClosed(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Calls a listener with every path at which there is nothing any more. */
    public void whenRemoved(Consumer<Path> listener) {
        listeners.add(listener);
    }

    /** {@code WORKSPACE_BASE}, without links. */
    public Path base() {
        return base;
    }

    /** A path for one upload's file or directory; nothing is there yet. */
    public Path newUpload() {
        return base.resolve("uploads").resolve(UUID.randomUUID().toString());
    }

    /** Where prepared tasks are kept; what is there at the start is an earlier service's. */
    public Path layers() {
        return base.resolve(LAYERS);
    }

    /** What the level of isolation keeps as long as the service runs. */
    public Path isolation() {
        return base.resolve("isolation");
    }

    /** The directory of one batch; not created here. */
    public Path batch(String batchId) {
        return base.resolve("batches").resolve(batchId);
    }

    /**
     * Takes a file or a whole tree away, whatever it holds, without following links: nothing is at
     * its path any more, and its blocks become free behind the caller's back. Also works on an
     * interrupted thread, since clean-up is exactly what follows an interrupt. Never throws: a tree
     * that cannot be removed is logged, and tried again at the next start.
     */
    public void remove(Path tree) {
        boolean interrupted = Thread.interrupted();
        try {
            if (trash.discard(tree) || treeDeleter.delete(tree)) {
                listeners.forEach(listener -> listener.accept(tree));
            } else {
                log.error("A temporary directory could not be removed");
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void destroy() throws IOException {
        for (var name : OWN) {
            remove(base.resolve(name));
        }
        var left = layers().toFile().list();
        if (left != null && left.length == 0) {
            Files.delete(layers());
        }
        trash.close();
        lockFile.close();
    }
}
