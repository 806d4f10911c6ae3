package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A place for the commands of one phase: a working tree and {@code HOME} that start as the layer
 * has them, an empty {@code /tmp}, and nothing else of the service. Nothing that a command started
 * is alive when {@link #run} returns; what it wrote stays until the directory is removed.
 */
public final class Sandbox implements AutoCloseable {

    /** As every {@code /tmp}; package managers change users and need it. */
    private static final Set<PosixFilePermission> ANYBODY =
            PosixFilePermissions.fromString("rwxrwxrwx");

    private final Level level;
    private final Limiter limiter;
    private final Layout layout;

    /**
     * The directories of a sandbox on the host.
     *
     * @param root this sandbox's own
     * @param repository the root of the sandbox whose working tree this one has: its own but for
     *     verification in place
     * @param repoPath where the task's commands expect the working tree
     */
    record Layout(Path root, Path repository, Layer layer, Role role, String repoPath) {

        Path input() {
            return root.resolve("in");
        }

        Path temporary() {
            return root.resolve("tmp");
        }

        Path agentCode() {
            return root.resolve("agent");
        }

        Path home() {
            return role == Role.PREPARE ? layer.home() : root.resolve("home");
        }

        Path tree() {
            return role == Role.PREPARE ? layer.repository() : repository.resolve("repo");
        }

        void createDirectories() throws IOException {
            Workspaces.createClosed(root);
            Files.createDirectories(input());
            Files.createDirectories(temporary());
            Files.setPosixFilePermissions(temporary(), ANYBODY);
            Files.createDirectories(agentCode());
            Files.createDirectories(home());
        }

        boolean hasOwnTree() {
            return role != Role.PREPARE && root.equals(repository);
        }
    }

    private Sandbox(Level level, Limiter limiter, Layout layout) {
        this.level = level;
        this.limiter = limiter;
        this.layout = layout;
    }

    static Sandbox open(Level level, Limiter limiter, Layout layout) throws IOException {
        layout.createDirectories();
        level.furnish(layout);
        return new Sandbox(level, limiter, layout);
    }

    /** Ends it; its files stay. Sandboxes on one working tree have to follow one another. */
    @Override
    public void close() {
        level.release(layout);
    }

    Layout layout() {
        return layout;
    }

    /** A directory of the host that commands can read; filled before they run. */
    public Path input() {
        return layout.input();
    }

    /** The commands' {@code /tmp}. What lies there may be of any kind. */
    public Path temporary() {
        return layout.temporary();
    }

    /** Where the agent's code is laid out. */
    public Path agentCode() {
        return layout.agentCode();
    }

    /** The working tree as commands see it. */
    public String repository() {
        return level.repository(layout).toString();
    }

    /** How commands see a path below {@link #input}, {@link #temporary} or {@link #agentCode}. */
    public Path seen(Path host) {
        return level.seen(layout, host);
    }

    /**
     * Lets the commands' user change what the service laid below {@link #agentCode} or {@link
     * #temporary}, and read what it laid below {@link #input}.
     */
    public void handOver(Path host) throws IOException {
        level.handOver(layout, host);
    }

    /**
     * Runs one command to its end. A program or a directory that does not exist shows as exit code
     * 127 or 125, as env(1) has them.
     */
    public SandboxOutcome run(SandboxCommand command) {
        return limiter.run(level, layout, command);
    }
}
