package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Layer.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.Sandbox.Layout;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroups;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.host.LayerBasis;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationDriver;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationSelector;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Opens sandboxes at the level that was chosen at the start. */
@Component
public final class Sandboxes implements DisposableBean {

    private final IsolationDriver driver;
    private final List<String> notes;
    private final Cgroups groups;
    private final HostCommands host;
    private final Workspaces workspaces;
    private final LimitEnforcer limitEnforcer;
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
        this.groups = new Cgroups(workspaces.base(), runner);
        var choice = new IsolationSelector(settings, runner, workspaces, HostFacts.here()).choose();
        this.driver = choice.level();
        this.notes = choice.notes().stream().map(Limitation::sentence).toList();
        this.host = new HostCommands(runner);
        this.workspaces = workspaces;
        this.limitEnforcer =
                new LimitEnforcer(limits, groups, host, driver.isolation(), runner::nanoTime, load);
    }

    /** The level in force. */
    public Isolation isolation() {
        return driver.isolation();
    }

    /** What the level does not give on this machine, a sentence each; empty when it is whole. */
    public List<String> notes() {
        return notes;
    }

    /** Whether nothing but commands of tasks runs as a user of this machine. */
    public boolean isTaskUser(int user) {
        return driver.isolation() != Isolation.PROCESS && UidRange.isTaskUser(user);
    }

    /** Which limits are in force, and what holds them. */
    public List<LimitStatus> bounds() {
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
     * Opens a sandbox on a fresh copy of the layer, or for {@link SandboxPhase#PREPARE} on the
     * layer itself.
     *
     * @param root a directory for it; not there yet
     * @param repoPath where the task's commands expect the working tree
     */
    public Sandbox open(Path root, Layer layer, SandboxPhase sandboxPhase, String repoPath)
            throws IOException {
        return Sandbox.open(
                driver, limitEnforcer, new Layout(root, root, layer, sandboxPhase, repoPath));
    }

    /**
     * Opens one for {@link SandboxPhase#VERIFY} on the working tree that another one left behind.
     */
    public Sandbox openInPlaceOf(Sandbox other, Path root) throws IOException {
        var layout = other.layout();
        return Sandbox.open(
                driver,
                limitEnforcer,
                new Layout(
                        root,
                        layout.root(),
                        layout.layer(),
                        SandboxPhase.VERIFY,
                        layout.repoPath()));
    }

    /** Whether commands can have the root of a container image. */
    public boolean stacksImages() {
        return driver.stacksImages();
    }

    /**
     * Makes what an {@link ImageRoot} has besides its layers: users, a host name, a resolver's file
     * and places for what sandboxes mount, above which no link of the image's can lie.
     *
     * @param directory an empty one, the image's own
     * @param storage holds a directory for each layer, and in it the files as {@code diff}
     * @param layers names of directories, the uppermost first
     */
    public void furnish(Path directory, Path storage, List<String> layers) throws IOException {
        driver.furnish(directory, storage, layers);
    }

    /** How long layers may be used again. */
    public LayerLifetime layerLifetime() {
        return driver.layerLifetime();
    }

    /**
     * What layers rest on besides their tasks, as SHA-256 in hex.
     *
     * @param more what they rest on that is not of this package
     */
    public String layerBasis(List<String> more) {
        return new LayerBasis(driver.layerFormat(), workspaces.layers()).hash(host, more);
    }

    /** What a layer takes on disk; 0 when that cannot be told. */
    public long bytes(Layer layer) {
        return DiskWatch.bytes(host, layer.root());
    }

    /** Takes away a file, a link or a whole tree without following links. */
    public void remove(Path tree) {
        workspaces.remove(tree);
    }

    /** Ends the preparation of a layer: from now on it only serves as a base. */
    public void seal(Layer layer) throws IOException {
        driver.freeze(layer);
    }

    @Override
    public void destroy() {
        driver.close();
        groups.destroy();
    }
}
