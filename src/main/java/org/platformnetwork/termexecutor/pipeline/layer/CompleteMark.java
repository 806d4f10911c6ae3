package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Says of a layer on the disk that it is complete: written last and removed first, so that a layer
 * without one is never used. Its line is a number of bytes.
 *
 * @param bytes what the layer takes
 * @param lastUsed when a task ended that used it
 */
record CompleteMark(long bytes, Instant lastUsed) {

    private static final String NAME = "complete";

    /** The mark of a layer; empty for one that is not complete. */
    static Optional<CompleteMark> of(Path layer) {
        var file = layer.resolve(NAME);
        try {
            return Optional.of(
                    new CompleteMark(
                            Long.parseLong(Files.readString(file).strip()),
                            Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** In one step, for a kill in between would leave half of it. */
    void write(Path layer) throws IOException {
        var fresh = Files.writeString(layer.resolve(NAME + ".new"), bytes + "\n");
        Files.setLastModifiedTime(fresh, FileTime.from(lastUsed));
        Files.move(fresh, layer.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path layer) throws IOException {
        Files.deleteIfExists(layer.resolve(NAME));
    }
}
