package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Sandbox.Layout;
import org.platformnetwork.termexecutor.sandbox.cgroup.ControlGroups;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.host.LayerBasis;
import org.platformnetwork.termexecutor.sandbox.host.UserRange;
import org.platformnetwork.termexecutor.sandbox.isolation.Level;
import org.platformnetwork.termexecutor.sandbox.isolation.Levels;
import org.platformnetwork.termexecutor.sandbox.isolation.Machine;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Opens sandboxes at the level that was chosen at the start. */
@Component
public final class Sandboxes implements DisposableBean {

    private final Level level;
    private final List<String> notes;
    private final ControlGroups groups;
    private final HostCommands host;
    private final Path layers;
    private final Limiter limiter;
    private final LimitSettings limits;

    @Autowired
    Sandboxes(
            SandboxSettings settings,
            LimitSettings limits,
            ProcessRunner runner,
            Workspaces workspaces)
            throws IOException {
        this(settings, limits, runner, workspaces, MachineLoad::now);
    }

    /**
     * @param load how busy the machine is
     */
    Sandboxes(
            SandboxSettings settings,
            LimitSettings limits,
            ProcessRunner runner,
            Workspaces workspaces,
            Supplier<MachineLoad> load)
            throws IOException {
        this.limits = limits;
        this.groups = new ControlGroups(workspaces.base(), runner);
        var choice = new Levels(settings, runner, workspaces, Machine.here()).choose();
        this.level = choice.level();
        this.notes = choice.notes().stream().map(Obstacle::sentence).toList();
        this.host = new HostCommands(runner);
        this.layers = workspaces.layers();
        this.limiter = new Limiter(limits, groups, host, level.isolation(), runner::nanoTime, load);
    }

    /** The level in force. */
    public Isolation isolation() {
        return level.isolation();
    }

    /** What the level does not give on this machine, a sentence each; empty when it is whole. */
    public List<String> notes() {
        return notes;
    }

    /** Whether nothing but commands of tasks runs as a user of this machine. */
    public boolean isTaskUser(int user) {
        return level.isolation() != Isolation.PROCESS && UserRange.isTaskUser(user);
    }

    /** Which limits are in force, and what holds them. */
    public List<ResourceBound> bounds() {
        return groups.describe();
    }

    /** Bytes of memory that a command of a task may take; 0 is no limit. */
    public long memoryOfTask() {
        return limits.memory().toBytes();
    }

    /** The limits that were set for commands of tasks, in one line that tells them from others. */
    public String limits() {
        return limits.toString();
    }

    /**
     * Opens a sandbox on a fresh copy of the layer, or for {@link Role#PREPARE} on the layer
     * itself.
     *
     * @param root a directory for it; not there yet
     * @param repoPath where the task's commands expect the working tree
     */
    public Sandbox open(Path root, Layer layer, Role role, String repoPath) throws IOException {
        return Sandbox.open(level, limiter, new Layout(root, root, layer, role, repoPath));
    }

    /** Opens one for {@link Role#VERIFY} on the working tree that another one left behind. */
    public Sandbox openInPlaceOf(Sandbox other, Path root) throws IOException {
        var layout = other.layout();
        return Sandbox.open(
                level,
                limiter,
                new Layout(root, layout.root(), layout.layer(), Role.VERIFY, layout.repoPath()));
    }

    /** How long layers may be used again. */
    public LayerLifetime layerLifetime() {
        return level.layerLifetime();
    }

    /**
     * What layers rest on besides their tasks, as SHA-256 in hex.
     *
     * @param more what they rest on that is not of this package
     */
    public String layerBasis(List<String> more) {
        return new LayerBasis(level.layerFormat(), layers).hash(host, more);
    }

    /** What a layer takes on disk; 0 when that cannot be told. */
    public long bytes(Layer layer) {
        return DiskWatch.bytes(host, layer.root());
    }

    /** Ends the preparation of a layer: from now on it only serves as a base. */
    public void seal(Layer layer) throws IOException {
        level.seal(layer);
    }

    @Override
    public void destroy() {
        level.close();
        groups.destroy();
    }
}
