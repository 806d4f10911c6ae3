package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskWorkspaceTests {

    @TempDir Path temporary;
    private TaskWorkspace workspace;

    @BeforeEach
    void create() throws IOException {
        workspace = TaskWorkspace.create(temporary.resolve("task"));
    }

    @Test
    void holdsTheDirectoriesOfItsRepository() throws IOException {
        Files.createDirectories(workspace.repository().resolve("a/b"));

        assertThat(workspace.holds("")).isTrue();
        assertThat(workspace.holds("a/b")).isTrue();
    }

    @Test
    void holdsDirectoryThatLinksLeadTo() throws IOException {
        Files.createDirectories(workspace.repository().resolve("a/b"));
        Files.createSymbolicLink(workspace.repository().resolve("link"), Path.of("a"));

        assertThat(workspace.holds("link/b")).isTrue();
    }

    @Test
    void holdsNeitherFilesNorWhatIsNotThere() throws IOException {
        Files.writeString(workspace.repository().resolve("file"), "");
        Files.createSymbolicLink(workspace.repository().resolve("loop"), Path.of("loop"));

        assertThat(workspace.holds("none")).isFalse();
        assertThat(workspace.holds("file")).isFalse();
        assertThat(workspace.holds("loop")).isFalse();
    }

    @Test
    void doesNotHoldWhatLiesElsewhere() throws IOException {
        Files.createDirectories(temporary.resolve("task/repository-two"));
        Files.createSymbolicLink(workspace.repository().resolve("out"), temporary);
        Files.createSymbolicLink(
                workspace.repository().resolve("near"), Path.of("../repository-two"));

        assertThat(workspace.holds("out")).isFalse();
        assertThat(workspace.holds("near")).isFalse();
        assertThat(workspace.holds("..")).isFalse();
    }

    @Test
    void doesNotHoldRepositoryThatBecameLink() throws IOException {
        Files.delete(workspace.repository());
        Files.createSymbolicLink(workspace.repository(), workspace.home());

        assertThat(workspace.holds("")).isFalse();
    }
}
