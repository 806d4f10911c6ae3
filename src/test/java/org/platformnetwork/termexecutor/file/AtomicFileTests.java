package org.platformnetwork.termexecutor.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTests {

    private @TempDir Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("file");
    }

    @Test
    void replacesAFileForItsOwnerAlone() throws IOException {
        Files.writeString(file, "something longer that was there before");

        AtomicFile.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatACrashLeftBesideItIsNotUsed() throws IOException {
        var left = directory.resolve("file.new");
        Files.writeString(left, "a part");
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rw-rw-rw-"));

        AtomicFile.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(left).doesNotExist();
    }

    @Test
    void fileIsAsItWasWhenItCannotBeReplaced() throws IOException {
        Files.writeString(file, "old");
        // It cannot be removed, as it is not empty.
        Files.createDirectories(directory.resolve("file.new/entry"));

        assertThatThrownBy(() -> AtomicFile.write(file, "new")).isInstanceOf(IOException.class);

        assertThat(file).hasContent("old");
    }

    @Test
    void movesACompleteFile() throws IOException {
        var complete = Files.writeString(directory.resolve("upload"), "all");

        AtomicFile.move(complete, file);

        assertThat(file).hasContent("all");
        assertThat(complete).doesNotExist();
    }
}
