package org.platformnetwork.termexecutor.pipeline.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One image that is here, as {@code image.json} in its directory says. The file is written last and
 * removed first; its date is the image's last use.
 *
 * @param digest of its manifest
 * @param id by which the storage knows it
 * @param registry that it came from
 * @param layers ids, the uppermost first
 * @param sizes of the layers in bytes
 * @param environment the variables of its configuration
 * @param names that led to it, whole: with tags, with its own digest, and with those of indexes
 */
record StoredImage(
        String digest,
        String id,
        String registry,
        List<String> layers,
        Map<String, Long> sizes,
        Map<String, String> environment,
        List<String> names) {

    private static final String FILE = "image.json";

    StoredImage {
        layers = List.copyOf(layers);
        sizes = Map.copyOf(sizes);
        environment = Map.copyOf(environment);
        names = List.copyOf(names);
    }

    /** The same under other names. */
    StoredImage named(Set<String> others) {
        return new StoredImage(
                digest, id, registry, layers, sizes, environment, List.copyOf(others));
    }

    /**
     * As sandboxes show it.
     *
     * @param storage the directory of all layers
     */
    ImageRoot root(Path directory, Path storage) {
        return new ImageRoot(digest, directory, storage, layers.size(), environment);
    }

    static Optional<StoredImage> read(Path directory) {
        try {
            var text = Files.readString(directory.resolve(FILE));
            return Optional.of(JsonMapper.shared().readValue(text, StoredImage.class));
        } catch (IOException | JacksonException _) {
            return Optional.empty();
        }
    }

    void write(Path directory) throws IOException {
        AtomicFile.write(directory.resolve(FILE), JsonMapper.shared().writeValueAsString(this));
    }

    static Instant lastUse(Path directory) throws IOException {
        return Files.getLastModifiedTime(directory.resolve(FILE)).toInstant();
    }

    static void recordUse(Path directory, Instant now) throws IOException {
        Files.setLastModifiedTime(directory.resolve(FILE), FileTime.from(now));
    }

    static void remove(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }
}
