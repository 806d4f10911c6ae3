package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationDriver;

/**
 * A place for the commands of one phase: a working tree and {@code HOME} that start as the layer
 * has them, {@code /tmp} too, and nothing else of the service. Nothing that a command started is
 * alive when {@link #run} returns; what it wrote stays until the directory is removed.
 */
public final class Sandbox implements AutoCloseable {

    private final IsolationDriver driver;
    private final LimitEnforcer limitEnforcer;
    private final Layout layout;
    private final DiskWatch watch;

    /**
     * The directories of a sandbox on the host.
     *
     * @param root this sandbox's own
     * @param repository the root of the sandbox whose working tree this one has: its own but for
     *     verification in place
     * @param repoPath where the task's commands expect the working tree
     */
    public record Layout(
            Path root, Path repository, Layer layer, SandboxPhase role, String repoPath) {

        public Path input() {
            return root.resolve("in");
        }

        public Path temporary() {
            return role == SandboxPhase.PREPARE ? layer.temporary() : root.resolve("tmp");
        }

        /** No command can put anything else in its place, as it could below {@code /tmp}. */
        public Path exchange() {
            return root.resolve("exchange");
        }

        public Path agentCode() {
            return root.resolve("agent");
        }

        public Path home() {
            return role == SandboxPhase.PREPARE ? layer.home() : root.resolve("home");
        }

        public Path tree() {
            return role == SandboxPhase.PREPARE ? layer.repository() : repository.resolve("repo");
        }

        public void createDirectories() throws IOException {
            Workspaces.createClosed(root);
            Files.createDirectories(input());
            for (var shared : List.of(temporary(), exchange())) {
                Files.createDirectories(shared);
                Files.setPosixFilePermissions(shared, Layer.ANYBODY);
            }
            Files.createDirectories(agentCode());
            Files.createDirectories(home());
        }

        /** Brings what install commands left in {@code /tmp}. */
        public void copyTemporaryFiles(HostCommands host) throws IOException {
            if (layer.hasTemporaryFiles()) {
                host.copy(layer.temporary(), temporary());
            }
        }

        /** Brings all that the layer has for a sandbox, by the same names; returns the copies. */
        public List<Path> copyTrees(HostCommands host) throws IOException {
            var trees = new ArrayList<>(List.of(layer.home()));
            if (layer.hasTemporaryFiles()) {
                trees.add(layer.temporary());
            }
            if (hasOwnTree()) {
                trees.add(layer.repository());
            }
            host.copyInto(root, trees);
            return trees.stream().map(tree -> root.resolve(tree.getFileName())).toList();
        }

        public boolean hasOwnTree() {
            return role != SandboxPhase.PREPARE && root.equals(repository);
        }
    }

    private Sandbox(IsolationDriver driver, LimitEnforcer limitEnforcer, Layout layout) {
        this.driver = driver;
        this.limitEnforcer = limitEnforcer;
        this.layout = layout;
        this.watch = limitEnforcer.watch(layout);
    }

    static Sandbox open(IsolationDriver driver, LimitEnforcer limitEnforcer, Layout layout)
            throws IOException {
        layout.createDirectories();
        driver.setUp(layout);
        return new Sandbox(driver, limitEnforcer, layout);
    }

    /** Ends it; its files stay. Sandboxes on one working tree have to follow one another. */
    @Override
    public void close() {
        driver.tearDown(layout);
    }

    public Layout layout() {
        return layout;
    }

    /** A directory of the host that commands can read; filled before they run. */
    public Path input() {
        return layout.input();
    }

    /**
     * A directory for what commands and the service give each other, apart from their {@code /tmp}.
     * What lies there may be of any kind.
     */
    public Path temporary() {
        return layout.exchange();
    }

    /** Where the agent's code is copied to. */
    public Path agentCode() {
        return layout.agentCode();
    }

    /**
     * Takes the agent's code away with all that commands did to it; the sandbox is of no further
     * use.
     *
     * @param target nothing is there yet
     * @return the target
     */
    public Path takeAgentCode(Path target) throws IOException {
        takeBack(layout.agentCode());
        Files.setPosixFilePermissions(
                layout.agentCode(), PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.move(layout.agentCode(), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes from the commands' user what is to outlive the sandbox; no command may follow. */
    public void takeBack(Path tree) throws IOException {
        driver.chownToService(layout, tree);
    }

    /** Moves a directory, such as {@link #takeAgentCode} gives, to where the agent's code lies. */
    public void putAgentCode(Path source) throws IOException {
        Files.delete(layout.agentCode());
        Files.move(source, layout.agentCode(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The working tree as commands see it. */
    public String repository() {
        return driver.repository(layout).toString();
    }

    /** How commands see a path below {@link #input}, {@link #temporary} or {@link #agentCode}. */
    public Path seen(Path host) {
        return driver.pathInside(layout, host);
    }

    /**
     * Lets the commands' user change what the service put below {@link #agentCode} or {@link
     * #temporary}, and read what it put below {@link #input}.
     */
    public void handOver(Path host) throws IOException {
        driver.chownToTask(layout, host);
    }

    /**
     * Runs one command to its end. A program or a directory that does not exist shows as exit code
     * 127 or 125, as env(1) has them.
     */
    public SandboxOutcome run(SandboxCommand command) {
        return limitEnforcer.run(driver, layout, watch, command);
    }

    /**
     * How a command of a task ended.
     *
     * @param exceeded a limit that it ran into; a command that copes with that may succeed all the
     *     same
     * @param extended whether its time was doubled, because others had the processors
     */
    public record SandboxOutcome(
            ProcessResult outcome, @Nullable Limit exceeded, boolean extended) {}
}
