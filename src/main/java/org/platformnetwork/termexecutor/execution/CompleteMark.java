package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of a layer on the disk that it is complete: written last and removed first, so that a layer
 * without one is never used. Its first line is a number of bytes, each further one a note.
 *
 * @param bytes what the layer takes
 * @param notes what is missing from it, a sentence each
 * @param lastUsed when a task ended that used it
 */
record CompleteMark(long bytes, List<String> notes, Instant lastUsed) {

    private static final String NAME = "complete";

    CompleteMark {
        notes = notes.stream().map(note -> note.replaceAll("\\R", " ")).toList();
    }

    /** The mark of a layer; empty for one that is not complete. */
    static Optional<CompleteMark> of(Path layer) {
        var file = layer.resolve(NAME);
        try {
            var lines = Files.readAllLines(file);
            return Optional.of(
                    new CompleteMark(
                            Long.parseLong(lines.getFirst()),
                            lines.subList(1, lines.size()),
                            Files.getLastModifiedTime(file).toInstant()));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /** In one step, for a kill in between would leave half of it. */
    void write(Path layer) throws IOException {
        var lines = new ArrayList<>(List.of(Long.toString(bytes)));
        lines.addAll(notes);
        var fresh = Files.write(layer.resolve(NAME + ".new"), lines);
        Files.setLastModifiedTime(fresh, FileTime.from(lastUsed));
        Files.move(fresh, layer.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path layer) throws IOException {
        Files.deleteIfExists(layer.resolve(NAME));
    }
}
