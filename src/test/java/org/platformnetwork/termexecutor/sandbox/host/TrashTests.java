package org.platformnetwork.termexecutor.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

class TrashTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path temporary;
    private Path directory;
    private Path tree;

    @BeforeEach
    void create() throws IOException {
        directory = temporary.resolve("trash");
        tree = Files.createDirectory(temporary.resolve("tree"));
        Files.writeString(tree.resolve("file"), "");
    }

    @Test
    void deletesWhatItTakes() throws IOException {
        try (var trash = open(LONG)) {
            assertThat(trash.discard(tree)).isTrue();
            assertThat(tree).doesNotExist();

            await().untilAsserted(() -> assertThat(directory).isEmptyDirectory());
        }
    }

    @Test
    void takesDirectoryThatItsOwnerMayNotWriteIn() throws IOException {
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("---------"));
        try (var trash = open(LONG)) {
            assertThat(trash.discard(tree)).isTrue();
        }

        assertThat(tree).doesNotExist();
        assertThat(directory).doesNotExist();
    }

    @Test
    void takesLinkInsteadOfItsTarget() throws IOException {
        var link = Files.createSymbolicLink(temporary.resolve("link"), tree);
        try (var trash = open(LONG)) {
            assertThat(trash.discard(link)).isTrue();
        }

        assertThat(link).doesNotExist();
        assertThat(tree.resolve("file")).exists();
    }

    @Test
    void nothingIsGoneAlready() throws IOException {
        try (var trash = open(LONG)) {
            assertThat(trash.discard(temporary.resolve("absent"))).isTrue();
        }
    }

    @Test
    void saysWhenItCannotTake() throws IOException {
        try (var trash = open(LONG)) {
            assertThat(trash.discard(Path.of("/proc/self/status"))).isFalse();
        }
    }

    @Test
    void endWaitsForDeletions() throws IOException {
        var trash = open(LONG);
        trash.discard(tree);
        trash.close();

        assertThat(directory).doesNotExist();
    }

    @Test
    @EnabledIfCommand("python3")
    void endBreaksLongDeletionOffAndNextStartGoesOn() throws IOException {
        var many = "for i in range(20000): open(str(i), 'x').close()";
        var command =
                new Command(
                        List.of("python3", "-c", many),
                        tree,
                        Map.of("PATH", HostCommands.PATH),
                        LONG,
                        1000);
        assertThat(new ProcessRunner().run(command)).isInstanceOf(ProcessResult.Exited.class);
        var trash = open(Duration.ofMillis(1));
        trash.discard(tree);
        trash.close();

        assertThat(directory).isNotEmptyDirectory();
        try (var next = open(LONG)) {
            await().atMost(LONG).untilAsserted(() -> assertThat(directory).isEmptyDirectory());
            assertThat(next.discard(tree)).isTrue();
        }
    }

    @Test
    void whatIsTakenAfterTheEndIsLeftToTheNextStart() throws IOException {
        var trash = open(LONG);
        trash.discard(temporary.resolve("absent"));
        Files.writeString(directory.resolve("foreign"), "");
        trash.close();

        assertThat(trash.discard(tree)).isTrue();
        assertThat(tree).doesNotExist();
        open(LONG).close();
        assertThat(directory).doesNotExist();
    }

    @Test
    void cannotTakeOnceItIsGoneItself() throws IOException {
        var trash = open(LONG);
        trash.close();

        assertThat(trash.discard(tree)).isFalse();
        assertThat(tree).exists();
    }

    @Test
    void nobodyElseMayEnter() throws IOException {
        try (var _ = open(LONG)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
    }

    private Trash open(Duration timeout) throws IOException {
        return Trash.open(directory, new TreeDeleter(new ProcessRunner()), timeout);
    }
}
