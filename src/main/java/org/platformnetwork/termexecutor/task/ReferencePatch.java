package org.platformnetwork.termexecutor.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The solution that was published with a task. Agents never see it.
 *
 * @param paths of the files that it changes, relative to the repository; a renamed file has two
 */
public record ReferencePatch(Set<String> paths, Content content) {

    /** Where the patch is. */
    sealed interface Content {

        InputStream open() throws IOException;

        /** A file of the archive. */
        record Stored(Path file) implements Content {
            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        }

        /** A text of the YAML. */
        record Declared(String text) implements Content {
            @Override
            public InputStream open() {
                return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    public ReferencePatch {
        paths = Set.copyOf(paths);
    }

    /**
     * The patch of a task's directory: {@code patch.diff}, else the one in the YAML.
     *
     * @return null when neither is there
     */
    static @Nullable ReferencePatch find(Path directory, WorkspaceYaml yaml) throws IOException {
        var file = directory.resolve("patch.diff");
        if (Files.isRegularFile(file)) {
            // Any bytes are a text in this encoding; what is looked for is ASCII.
            try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                if (lines.anyMatch(line -> !line.isBlank())) {
                    return of(new Content.Stored(file));
                }
            }
        }
        var text = yaml.note("patch");
        return text == null ? null : of(new Content.Declared(text));
    }

    private static ReferencePatch of(Content content) throws IOException {
        try (var in = content.open()) {
            return new ReferencePatch(PatchPaths.of(in), content);
        }
    }

    /** As published, but for a line end behind it: without one, git takes a patch for cut off. */
    public InputStream open() throws IOException {
        var lineEnd = new ByteArrayInputStream(new byte[] {'\n'});
        return new SequenceInputStream(content.open(), lineEnd);
    }
}
