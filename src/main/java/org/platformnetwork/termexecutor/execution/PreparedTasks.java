package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.Layer;

/**
 * Layers by the content of what made them (repository, commit, install commands, image): a task is
 * prepared once, however many agents come, and tasks of the same content wait for the one of them
 * that prepares. What no task uses is removed, the least recently used first, when all together
 * grow too large.
 */
final class PreparedTasks {

    private final Path directory;
    private final long maxBytes;
    private final Consumer<Path> remover;
    private final ToLongFunction<Layer> size;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * @param directory of these layers alone
     * @param maxBytes what unused layers may take; 0 keeps none
     * @param size of a layer in bytes
     */
    PreparedTasks(
            Path directory,
            long maxBytes,
            Consumer<Path> remover,
            ToLongFunction<Layer> size,
            InstantSource clock) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.remover = remover;
        this.size = size;
        this.clock = clock;
    }

    /**
     * A prepared task.
     *
     * @param notes what is missing from it, a sentence each
     */
    record Prepared(Layer layer, List<String> notes) {
        Prepared {
            notes = List.copyOf(notes);
        }
    }

    /** Makes a layer in a directory that is not there yet. */
    interface Preparer {
        Prepared prepare(Path directory) throws IOException, PhaseFailedException;
    }

    /** The use of a prepared task; it is not removed before the end of the last one. */
    final class Lease implements AutoCloseable {

        private final Entry entry;
        private final Prepared prepared;

        private Lease(Entry entry, Prepared prepared) {
            this.entry = entry;
            this.prepared = prepared;
        }

        Prepared prepared() {
            return prepared;
        }

        @Override
        public void close() {
            release(entry);
        }
    }

    private static final class Entry {
        private final Path directory;
        private final ReentrantLock preparing = new ReentrantLock();
        private @Nullable Prepared prepared;
        private int users;
        private long bytes;
        private Instant lastUsed = Instant.MIN;

        Entry(Path directory) {
            this.directory = directory;
        }
    }

    /**
     * The prepared task of a content, made by the caller unless it is there.
     *
     * @param key null for what must not be used again
     * @throws PhaseFailedException when it cannot be prepared; the next one tries again
     */
    Lease take(@Nullable String key, Preparer preparer)
            throws IOException, PhaseFailedException, InterruptedException {
        var entry = enter(key == null ? UUID.randomUUID().toString() : key);
        boolean kept = false;
        try {
            entry.preparing.lockInterruptibly();
            try {
                var prepared = entry.prepared;
                if (prepared == null) {
                    remover.accept(entry.directory);
                    prepared = preparer.prepare(entry.directory);
                    entry.bytes = size.applyAsLong(prepared.layer());
                    entry.prepared = key == null ? null : prepared;
                }
                kept = true;
                return new Lease(entry, prepared);
            } finally {
                entry.preparing.unlock();
            }
        } finally {
            if (!kept) {
                release(entry);
            }
        }
    }

    private Entry enter(String key) {
        lock.lock();
        try {
            var entry = entries.computeIfAbsent(key, name -> new Entry(directory.resolve(name)));
            entry.users++;
            return entry;
        } finally {
            lock.unlock();
        }
    }

    private void release(Entry entry) {
        lock.lock();
        try {
            entry.users--;
            entry.lastUsed = clock.instant();
            removeWhatIsTooMuch();
        } finally {
            lock.unlock();
        }
    }

    private void removeWhatIsTooMuch() {
        var unused =
                entries.values().stream()
                        .filter(entry -> entry.users == 0)
                        .sorted(Comparator.comparing(entry -> entry.lastUsed))
                        .toList();
        long total = unused.stream().mapToLong(entry -> entry.bytes).sum();
        for (var entry : unused) {
            if (entry.prepared == null || maxBytes == 0 || total > maxBytes) {
                entries.values().remove(entry);
                remover.accept(entry.directory);
                total -= entry.bytes;
            }
        }
    }
}
