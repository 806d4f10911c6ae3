package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

class WorkspacesTests {

    @TempDir Path base;

    @Test
    void removesOnInterruptedThreadAndKeepsTheInterrupt() throws IOException {
        var workspaces = open();
        var tree = Files.createDirectories(workspaces.batch("b").resolve("tasks/0"));
        Thread.currentThread().interrupt();
        workspaces.remove(workspaces.batch("b"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(tree).doesNotExist();
        workspaces.destroy();
    }

    @Test
    void removesWhatEarlierServiceLeft() throws IOException {
        Files.createDirectories(base.resolve("batches/b/tasks/0"));
        Files.createDirectories(base.resolve("uploads"));
        Files.writeString(base.resolve("uploads/u"), "");
        Files.createDirectories(base.resolve("trash/t/u"));
        Files.createDirectories(base.resolve("git/mirrors"));
        var workspaces = open();

        assertThat(base.resolve("batches")).isEmptyDirectory();
        assertThat(base.resolve("uploads")).isEmptyDirectory();
        await().untilAsserted(() -> assertThat(base.resolve("trash")).isEmptyDirectory());
        assertThat(base.resolve("git/mirrors")).exists();
        workspaces.destroy();
    }

    /** The tree itself cannot be renamed then, and what lies in it only with the tree. */
    @ParameterizedTest
    @ValueSource(strings = {".", "home", "repo/file"})
    @EnabledIfRoot
    @EnabledIfCommand("chattr")
    void removesWhatIsImmutable(String place) throws Exception {
        var workspaces = open();
        var tree = Files.createDirectories(workspaces.batch("b"));
        Files.createDirectories(tree.resolve("repo"));
        Files.writeString(tree.resolve("repo/file"), "");
        Files.createDirectories(tree.resolve("home/sub"));
        int code =
                new ProcessBuilder("chattr", "+i", tree.resolve(place).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.DISCARD)
                        .start()
                        .waitFor();
        assumeTrue(code == 0, "this file system knows no such attribute");
        workspaces.remove(tree);

        assertThat(tree).doesNotExist();
        await().untilAsserted(() -> assertThat(base.resolve("trash")).isEmptyDirectory());
        workspaces.destroy();
    }

    @Test
    void leavesNothingOfItsOwnAtTheEnd() throws IOException {
        var workspaces = open();
        Files.createDirectories(workspaces.batch("b"));
        Files.writeString(workspaces.newUpload(), "");
        workspaces.destroy();

        try (var left = Files.list(base)) {
            assertThat(left)
                    .extracting(path -> path.getFileName().toString())
                    .containsExactlyInAnyOrder(".lock", ".marks");
        }
    }

    @Test
    void secondServiceIsKeptOutAndTouchesNothing() throws IOException {
        var first = open();
        var file = Files.writeString(first.newUpload(), "");
        assertThatThrownBy(this::open).isInstanceOf(StartupException.class);

        assertThat(file).exists();
        first.destroy();
    }

    private Workspaces open() throws IOException {
        var settings =
                new SandboxSettings(
                        base,
                        base,
                        "process",
                        false,
                        DataSize.ofKilobytes(1),
                        List.of(),
                        List.of());
        return new Workspaces(settings, new ProcessRunner());
    }
}
