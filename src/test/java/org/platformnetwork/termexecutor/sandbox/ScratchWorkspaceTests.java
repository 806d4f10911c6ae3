package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.host.OrphanReaper;
import org.springframework.util.unit.DataSize;

class ScratchWorkspaceTests {

    @TempDir Path temporary;

    @Test
    void leavesDirectoryAsItWas() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(temporary.resolve("batches/b"));
        Files.writeString(temporary.resolve(".marks"), "another's");
        try (var borrowed = open(temporary, true)) {
            assertThat(mode(temporary)).isEqualTo("rwx-----x");
            assertThat(borrowed.workspaces().base()).hasParent(temporary.toRealPath());
            assertThat(mode(borrowed.workspaces().base())).isEqualTo("rwx------");
            Files.createDirectories(borrowed.workspaces().batch("trial/deep"));
        }

        assertThat(mode(temporary)).isEqualTo("rwx------");
        assertThat(temporary.resolve("batches/b")).isDirectory();
        assertThat(temporary.resolve(".marks")).hasContent("another's");
        assertThat(temporary.toFile().list()).containsExactlyInAnyOrder("batches", ".marks");
    }

    @Test
    void modeStaysWhereNobodyHasToPass() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        try (var borrowed = open(temporary, false)) {
            assertThat(mode(borrowed.settings().workspaceBase().resolve("..")))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void takesAwayWhatHadToBeMade() throws IOException {
        open(temporary.resolve("a/b/c"), true).close();
        assertThat(temporary).isEmptyDirectory();

        try (var _ = open(temporary.resolve("a/b/c"), true)) {
            Files.createFile(temporary.resolve("a/theirs"));
        }
        assertThat(temporary.resolve("a")).isDirectoryNotContaining("glob:**b");
        assertThat(temporary.resolve("a/theirs")).exists();
    }

    @Test
    void worksBesideTheServiceThatHasIt() throws IOException {
        var runner = new ProcessRunner();
        var service = new Workspaces(settings(temporary), runner);
        Files.createDirectories(service.batch("b"));
        open(temporary, true).close();

        assertThat(service.batch("b")).isDirectory();
        assertThat(OrphanReaper.marks(temporary)).content().isEqualTo(runner.mark() + "\n");
        assertThatThrownBy(() -> new Workspaces(settings(temporary), runner))
                .isInstanceOf(StartupException.class);
        service.destroy();
    }

    @Test
    void fileIsNoWorkspace() throws IOException {
        var file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> open(file, false)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> open(file.resolve("below"), false))
                .isInstanceOf(IOException.class);
        assertThat(file).isEmptyFile();
    }

    private static ScratchWorkspace open(Path base, boolean passable) throws IOException {
        return ScratchWorkspace.open(settings(base), new ProcessRunner(), passable);
    }

    private static SandboxSettings settings(Path base) {
        return new SandboxSettings(
                base, base, "auto", false, DataSize.ofKilobytes(1), List.of(), List.of());
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
