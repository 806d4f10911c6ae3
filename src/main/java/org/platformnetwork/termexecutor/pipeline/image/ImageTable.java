package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which images are here, under which names, and who uses them. */
final class ImageTable {

    private static final Logger log = LoggerFactory.getLogger(ImageTable.class);

    /** How long a tag is taken to lead to the same digest. */
    private static final Duration TAG_LIFETIME = Duration.ofMinutes(10);

    private final Path layers;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Tag> tags = new HashMap<>();
    private long pulls;
    private long pulledBytes;
    private long hits;

    private record Tag(String digest, Instant seen) {}

    private static final class Entry {
        private final Path directory;
        private StoredImage image;
        private int users;
        private Instant lastUsed;

        Entry(Path directory, StoredImage image, Instant lastUsed) {
            this.directory = directory;
            this.image = image;
            this.lastUsed = lastUsed;
        }

        private void rename(Set<String> names) throws IOException {
            image = image.named(names);
            image.write(directory);
        }
    }

    /**
     * @param layers the directory of all layers
     */
    ImageTable(Path layers, InstantSource clock) {
        this.layers = layers;
        this.clock = clock;
    }

    /** The use of an image; it is not removed before the end of the last one. */
    final class Lease implements AutoCloseable {

        private final Entry entry;
        private final ImageRoot root;
        private final Consumer<Lease> listener;

        private Lease(Entry entry, Consumer<Lease> listener) {
            this.entry = entry;
            this.root = entry.image.root(entry.directory, layers);
            this.listener = listener;
        }

        ImageRoot root() {
            return root;
        }

        @Override
        public void close() {
            release(entry);
            listener.accept(this);
        }
    }

    /** Adds one that an earlier service left; tags that led to it are looked up again. */
    void add(Path directory, StoredImage image, Instant lastUsed) {
        locked(() -> {
            image.names().stream()
                    .filter(name -> !name.contains("@"))
                    .forEach(name -> tags.put(name, new Tag(image.digest(), Instant.EPOCH)));
            return entries.put(image.digest(), new Entry(directory, image, lastUsed));
        });
    }

    /** Adds one that was pulled. */
    void addPulled(Path directory, StoredImage image) {
        locked(() -> {
            long before = bytes();
            entries.put(image.digest(), new Entry(directory, image, clock.instant()));
            pulls++;
            return pulledBytes += bytes() - before;
        });
    }

    boolean holds(String digest) {
        return locked(() -> entries.containsKey(digest));
    }

    /** Whether an image of a registry is here. */
    boolean knows(String registry) {
        return locked(() ->
                entries.values().stream()
                        .anyMatch(entry -> entry.image.registry().equals(registry)));
    }

    ImageUsage usage() {
        return locked(() -> new ImageUsage(entries.size(), bytes(), pulls, pulledBytes, hits));
    }

    /** As the storage knows them. */
    Set<String> ids() {
        return locked(() ->
                entries.values().stream()
                        .map(entry -> entry.image.id())
                        .collect(Collectors.toSet()));
    }

    /**
     * The image of a digest, or of a tag that was looked up lately; null when it is not here.
     *
     * @param listener hears of the end of its use
     */
    @Nullable Lease find(ImageName name, Consumer<Lease> listener) {
        return locked(() -> {
            var entry = entry(name);
            if (entry == null) {
                return null;
            }
            hits++;
            entry.users++;
            return new Lease(entry, listener);
        });
    }

    /** The image that a tag led to when it was last looked up; null when it is not here. */
    @Nullable Lease findLast(ImageName name, Consumer<Lease> listener) {
        return locked(() -> {
            // Its registry need not be asked by every task.
            tags.computeIfPresent(
                    name.toString(), (_, tag) -> new Tag(tag.digest(), clock.instant()));
            return find(name, listener);
        });
    }

    private @Nullable Entry entry(ImageName name) {
        if (name.digest() == null) {
            var tag = tags.get(name.toString());
            return tag != null && clock.instant().isBefore(tag.seen().plus(TAG_LIFETIME))
                    ? entries.get(tag.digest())
                    : null;
        }
        return entries.values().stream()
                .filter(entry -> entry.image.names().contains(name.toString()))
                .findAny()
                .orElse(null);
    }

    /**
     * Uses the image of a digest under the name that was asked for; null when it is not here.
     *
     * @param named the digest that the name leads to, which may be an index's
     */
    @Nullable Lease use(String digest, ImageName name, String named, Consumer<Lease> listener)
            throws IOException {
        lock.lock();
        try {
            var entry = entries.get(digest);
            if (entry == null) {
                return null;
            }
            var names = new LinkedHashSet<>(entry.image.names());
            names.add(name.at(digest).toString());
            names.add(name.at(named).toString());
            if (name.digest() == null) {
                names.add(name.toString());
                remember(name.toString(), digest);
            }
            if (names.size() > entry.image.names().size()) {
                entry.rename(names);
            }
            entry.users++;
            return new Lease(entry, listener);
        } finally {
            lock.unlock();
        }
    }

    private void remember(String tag, String digest) throws IOException {
        var before = tags.put(tag, new Tag(digest, clock.instant()));
        var other = before == null ? null : entries.get(before.digest());
        if (other != null && !before.digest().equals(digest)) {
            var names = new LinkedHashSet<>(other.image.names());
            names.remove(tag);
            other.rename(names);
        }
    }

    private void release(Entry entry) {
        lock.lock();
        try {
            entry.users--;
            entry.lastUsed = clock.instant();
            StoredImage.recordUse(entry.directory, entry.lastUsed);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The use of an image cannot be recorded");
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what is too much and not in use; the directories of those images. */
    List<Path> evict(long most) {
        return locked(() -> {
            var unused =
                    entries.values().stream()
                            .filter(entry -> entry.users == 0)
                            .sorted(Comparator.comparing(entry -> entry.lastUsed))
                            .toList();
            var removed = new ArrayList<Path>();
            for (var entry : unused) {
                if (bytes() > most) {
                    entries.remove(entry.image.digest());
                    removed.add(entry.directory);
                }
            }
            return removed;
        });
    }

    /** Of distinct layers. */
    private long bytes() {
        var sizes = new HashMap<String, Long>();
        entries.values().forEach(entry -> sizes.putAll(entry.image.sizes()));
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
