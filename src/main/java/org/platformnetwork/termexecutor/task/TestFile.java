package org.platformnetwork.termexecutor.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A hidden test source and its place below the repository; its bytes stay as they are. */
public sealed interface TestFile {

    /** Relative to the repository, with forward slashes, without {@code ..} or {@code .git}. */
    String path();

    InputStream open() throws IOException;

    /** A file of the archive. */
    record Stored(String path, Path source) implements TestFile {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(source);
        }
    }

    /** A file that only the YAML holds. */
    record Declared(String path, String content) implements TestFile {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
        }
    }
}
