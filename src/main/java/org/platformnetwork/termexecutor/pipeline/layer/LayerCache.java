package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.nio.file.Files;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Layer.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Layers by the content of what made them (repository, commit, install commands, image): a task is
 * prepared once, however many agents come, and tasks of the same content wait for the one of them
 * that prepares. What no task uses is removed, the least recently used first, when all together
 * grow too large. Where {@link LayerLifetime} allows it, the next service goes on with what this
 * one leaves on the disk.
 */
public final class LayerCache implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LayerCache.class);

    private final Path layers;
    private final Path directory;
    private final LayerLifetime lifetime;
    private final long maxBytes;
    private final Consumer<Path> remover;
    private final ToLongFunction<Layer> size;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * @param layers the directory of all
     * @param basis what these rest on, as a file name
     * @param maxBytes what unused layers may take; 0 keeps none
     * @param size of a layer in bytes
     */
    public LayerCache(
            Path layers,
            String basis,
            LayerLifetime lifetime,
            long maxBytes,
            Consumer<Path> remover,
            ToLongFunction<Layer> size,
            InstantSource clock) {
        this.layers = layers;
        this.directory = layers.resolve(basis);
        this.lifetime = lifetime;
        this.maxBytes = maxBytes;
        this.remover = remover;
        this.size = size;
        this.clock = clock;
    }

    /**
     * Takes over what an earlier service left complete on the disk, and removes all else of it; to
     * be called once, before the first {@link #acquire}.
     */
    public void open() throws IOException {
        Workspaces.createClosed(directory);
        for (var other : content(layers)) {
            if (!other.equals(directory)) {
                remover.accept(other);
            }
        }
        lock.lock();
        try {
            for (var place : content(directory)) {
                var entry = new Entry(place);
                var mark = CompleteMark.of(place);
                if (lifetime == LayerLifetime.MACHINE && mark.isPresent()) {
                    entry.cachedLayer = new CachedLayer(new Layer(place), List.of());
                    entry.bytes = mark.get().bytes();
                    entry.lastUsed = mark.get().lastUsed();
                }
                entries.put(String.valueOf(place.getFileName()), entry);
            }
            removeWhatIsTooMuch();
        } finally {
            lock.unlock();
        }
    }

    private static List<Path> content(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.toList();
        }
    }

    /** What all layers rest on, their tasks apart. */
    public String basis() {
        return String.valueOf(directory.getFileName());
    }

    /** Leaves to the next service what it may use. */
    @Override
    public void destroy() {
        if (lifetime != LayerLifetime.MACHINE || maxBytes == 0) {
            remover.accept(directory);
        }
    }

    /**
     * A prepared task.
     *
     * @param notes what is missing from it, a sentence each
     */
    public record CachedLayer(Layer layer, List<String> notes) {
        public CachedLayer {
            notes = List.copyOf(notes);
        }
    }

    /** Makes a layer in a directory that is not there yet. */
    public interface Builder {
        CachedLayer prepare(Path directory) throws IOException, PhaseFailedException;
    }

    /** The use of a prepared task; it is not removed before the end of the last one. */
    public final class Lease implements AutoCloseable {

        private final Entry entry;
        private final CachedLayer cachedLayer;

        private Lease(Entry entry, CachedLayer cachedLayer, @Nullable ImageRoot image) {
            this.entry = entry;
            this.cachedLayer = new CachedLayer(cachedLayer.layer().on(image), cachedLayer.notes());
        }

        public CachedLayer prepared() {
            return cachedLayer;
        }

        /** Has it made anew once nothing uses it any more. */
        void discard() {
            lock.lock();
            try {
                entry.discarded = true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            release(entry);
        }
    }

    private static final class Entry {
        private final Path directory;
        private final ReentrantLock preparing = new ReentrantLock();
        private @Nullable CachedLayer cachedLayer;
        private boolean discarded;
        private int users;
        private long bytes;
        private Instant lastUsed = Instant.MIN;

        Entry(Path directory) {
            this.directory = directory;
        }
    }

    /**
     * The prepared task of a content on a root, made by the caller unless it is there.
     *
     * @param key null for what must not be used again
     * @param image null for the machine's own system
     * @throws PhaseFailedException when it cannot be prepared; the next one tries again
     */
    public Lease acquire(@Nullable String key, @Nullable ImageRoot image, Builder builder)
            throws IOException, PhaseFailedException, InterruptedException {
        var content = key == null || image == null ? key : key + "-" + image.hex();
        var shared = lifetime == LayerLifetime.TASK ? null : content;
        var entry = enter(shared == null ? UUID.randomUUID().toString() : shared);
        boolean kept = false;
        try {
            entry.preparing.lockInterruptibly();
            try {
                var cachedLayer = entry.cachedLayer;
                if (cachedLayer == null) {
                    remove(entry);
                    cachedLayer = builder.prepare(entry.directory);
                    entry.bytes = size.applyAsLong(cachedLayer.layer());
                    if (shared != null) {
                        complete(entry, cachedLayer);
                    }
                }
                kept = true;
                return new Lease(entry, cachedLayer, image);
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

    private void complete(Entry entry, CachedLayer cachedLayer) {
        lock.lock();
        try {
            entry.cachedLayer = cachedLayer;
            entry.lastUsed = clock.instant();
            mark(entry);
        } finally {
            lock.unlock();
        }
    }

    private void release(Entry entry) {
        lock.lock();
        try {
            entry.users--;
            entry.lastUsed = clock.instant();
            if (entry.discarded && entry.users == 0) {
                entry.cachedLayer = null;
            }
            mark(entry);
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
            if (entry.cachedLayer == null || maxBytes == 0 || total > maxBytes) {
                entries.values().remove(entry);
                remove(entry);
                total -= entry.bytes;
            }
        }
    }

    /** Without its mark, a layer that is only removed in part is no layer. */
    private void remove(Entry entry) {
        try {
            CompleteMark.remove(entry.directory);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The mark of a prepared task cannot be removed");
        }
        remover.accept(entry.directory);
    }

    /**
     * Without it the next service prepares the task again, as it does when anything is missing that
     * may come then.
     */
    private void mark(Entry entry) {
        var cachedLayer = entry.cachedLayer;
        if (lifetime != LayerLifetime.MACHINE
                || cachedLayer == null
                || !cachedLayer.notes().isEmpty()) {
            return;
        }
        try {
            new CompleteMark(entry.bytes, entry.lastUsed).write(entry.directory);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("A prepared task cannot be marked as complete");
        }
    }
}
