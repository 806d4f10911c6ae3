package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directories of one task, side by side so that none of them shows up in another.
 *
 * @param root holds the others, removed when the task has ended
 */
public record TaskWorkspace(Path root) {

    /** Creates the directories. */
    public static TaskWorkspace create(Path root) throws IOException {
        var workspace = new TaskWorkspace(root);
        Files.createDirectories(workspace.repository());
        Files.createDirectories(workspace.home());
        Files.createDirectories(workspace.temporary());
        return workspace;
    }

    /** The working tree. */
    public Path repository() {
        return root.resolve("repo");
    }

    /**
     * Whether commands can start in a path relative to the repository. The agent may have left a
     * link there that leads elsewhere, or nothing at all.
     */
    public boolean holds(String directory) throws IOException {
        var place = repository().resolve(directory);
        return Files.isDirectory(place)
                && Files.isExecutable(place)
                && place.toRealPath().startsWith(root.toRealPath().resolve("repo"));
    }

    /** Where the agent's code is laid out. */
    public Path agentCode() {
        return root.resolve("agent");
    }

    /** The file that {@code TASK_PROMPT} names. */
    public Path prompt() {
        return root.resolve("prompt.md");
    }

    Path home() {
        return root.resolve("home");
    }

    Path temporary() {
        return root.resolve("tmp");
    }
}
