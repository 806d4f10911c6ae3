package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Layer.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.Limitation;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * Contains commands in namespaces of their own, made anew for each: bubblewrap shows them a
 * read-only system, their working tree and a few directories, and the kernel ends whatever is left
 * when their first process ends. Layers are stacked by overlays in a mount namespace around
 * bubblewrap, which a process of its own holds for each sandbox, so the service itself never mounts
 * anything.
 */
final class NamespaceDriver implements IsolationDriver {

    /** Stays the parent that bubblewrap wants to die with; opens its status and its filter. */
    private static final String RUN =
            """
            exec 3>"$1" 4<"$2"
            shift 2
            "$@"
            exit $?
            """;

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final HostCommands host;
    private final NamespaceFeatures namespaceFeatures;
    private final HostRootfs system;
    private final CommandView view;
    private final MountNamespaces mountNamespaces;
    private final SystemSkeleton systemSkeleton;
    private final Additions additions;
    private final Path filter;
    private final List<Limitation> notes;

    /**
     * @param scratch a directory that lives as long as the service
     */
    NamespaceDriver(
            SandboxSettings settings,
            ProcessRunner runner,
            NamespaceFeatures namespaceFeatures,
            Path scratch)
            throws IOException {
        this.settings = settings;
        this.runner = runner;
        this.host = new HostCommands(runner);
        this.namespaceFeatures = namespaceFeatures;
        this.mountNamespaces = new MountNamespaces(namespaceFeatures.root());
        this.system = HostRootfs.ofThisMachine();
        this.view = new CommandView(settings, namespaceFeatures, system);
        this.systemSkeleton = SystemSkeleton.create(scratch.resolve("skeleton"), host);
        this.additions = Additions.create(scratch.resolve("additions"), system);
        this.filter = scratch.resolve("filter");
        this.notes = List.of();
        var calls = SystemCalls.filter();
        Files.write(filter, calls == null ? new byte[0] : calls.program());
        handOver(systemSkeleton.root());
        handOver(additions.rootfs());
        for (var file : Additions.FILES) {
            handOver(additions.root().resolve(file));
        }
    }

    private NamespaceDriver(
            NamespaceDriver other, NamespaceFeatures namespaceFeatures, List<Limitation> notes) {
        this.settings = other.settings;
        this.runner = other.runner;
        this.host = other.host;
        this.namespaceFeatures = namespaceFeatures;
        this.mountNamespaces = new MountNamespaces(namespaceFeatures.root());
        this.system = other.system;
        this.view = new CommandView(settings, namespaceFeatures, system);
        this.systemSkeleton = other.systemSkeleton;
        this.additions = other.additions;
        this.filter = other.filter;
        this.notes = List.copyOf(notes);
    }

    /** The same, with others. */
    NamespaceDriver with(NamespaceFeatures others) {
        return new NamespaceDriver(this, others, notes);
    }

    NamespaceFeatures abilities() {
        return namespaceFeatures;
    }

    /** The same, with what this machine denies. */
    NamespaceDriver noted(List<Limitation> denied) {
        return new NamespaceDriver(this, namespaceFeatures, denied);
    }

    @Override
    public Isolation isolation() {
        return Isolation.NAMESPACES;
    }

    @Override
    public LayerLifetime layerLifetime() {
        return LayerLifetime.MACHINE;
    }

    @Override
    public String layerFormat() {
        return "namespaces %s %s"
                .formatted(namespaceFeatures.root(), new TreeSet<>(namespaceFeatures.overlays()));
    }

    @Override
    public List<Limitation> notes() {
        return notes;
    }

    @Override
    public boolean closesHosts() {
        return namespaceFeatures.outside();
    }

    @Override
    public boolean filtersCalls() {
        return namespaceFeatures.filtered();
    }

    @Override
    public boolean stacksImages() {
        return namespaceFeatures.stacksTrees();
    }

    @Override
    public void furnish(Path directory, Path storage, List<String> layers) throws IOException {
        handOver(ImageAdditions.create(directory, storage, layers));
    }

    @Override
    public void setUp(Sandbox.Layout layout) throws IOException {
        var table = table(layout);
        table.createDirectories();
        Files.writeString(table.file(), table.text());
        Files.setPosixFilePermissions(layout.root(), PosixFilePermissions.fromString("rwx--x--x"));
        fill(layout);
        mountNamespaces.open(layout.root(), table.file());
    }

    @Override
    public void tearDown(Sandbox.Layout layout) {
        mountNamespaces.close(layout.root());
    }

    private MountTable table(Sandbox.Layout layout) {
        return new MountTable(layout, namespaceFeatures, systemSkeleton, additions);
    }

    private void fill(Sandbox.Layout layout) throws IOException {
        var layer = layout.layer();
        var rootfs = layer.system(Layer.ROOTFS);
        if (layout.role() == SandboxPhase.PREPARE) {
            if (!namespaceFeatures.stacksTrees()) {
                host.copy(additions.rootfs(), rootfs);
            }
            return;
        }
        if (namespaceFeatures.stacksTrees()) {
            layout.copyTemporaryFiles(host);
            handOver(layout.root().resolve("upper"));
        } else {
            var own = layout.root().resolve(Layer.ROOTFS);
            host.copy(layer.changesSystem(Layer.ROOTFS) ? rootfs : additions.rootfs(), own);
            layout.copyTrees(host);
        }
    }

    @Override
    public Path pathInside(Sandbox.Layout layout, Path path) {
        return CommandView.inside(layout, path);
    }

    @Override
    public Path repository(Sandbox.Layout layout) {
        return Path.of(layout.repoPath());
    }

    @Override
    public ProcessResult run(
            Sandbox.Layout layout, SandboxCommand command, CommandLimits commandLimits) {
        var enter = mountNamespaces.enter(layout.root());
        if (new PlantedLinks(layout, table(layout)).areOnWayTo(repository(layout))) {
            return new ProcessResult.NotStarted("A link was put in the way of the working tree.");
        }
        var networkAccess =
                NetworkAccess.of(
                        layout.role(),
                        command.network(),
                        namespaceFeatures.outside(),
                        !settings.closedHosts().isEmpty());
        var held = view.bubblewrap(layout, command, networkAccess);
        held.addAll(
                view.environment(layout, command)
                        .startIn(
                                repository(layout).resolve(command.directory()),
                                command,
                                commandLimits));
        var arguments = commandLimits.enterAnd(RUN);
        arguments.add(table(layout).status().toString());
        arguments.add(filter.toString());
        arguments.addAll(CommandLimits.LOW_PRIORITY);
        arguments.addAll(enter);
        var user = BubblewrapCommandLine.become(layout.role(), namespaceFeatures.root());
        if (networkAccess == NetworkAccess.OUTSIDE) {
            new InternetOnlyNetwork(layout.root(), settings).furnish();
            arguments.add("--");
            arguments.addAll(InternetOnlyNetwork.enter());
        }
        arguments.addAll(user);
        arguments.add("--");
        arguments.addAll(held);
        var processResult =
                runner.run(
                        new Command(
                                arguments,
                                layout.root(),
                                Map.of("PATH", HostCommands.PATH),
                                command.timeout(),
                                (int) settings.maxOutput().toBytes(),
                                commandLimits.confinement(null, null)),
                        command.listener());
        if (!(processResult instanceof ProcessResult.Exited(var status, var output, var usage))) {
            return processResult;
        }
        return table(layout).commandRan()
                ? new ProcessResult.Exited(ExitStatus.reported(status.code()), output, usage)
                : new ProcessResult.NotStarted("Could not create the sandbox.");
    }

    @Override
    public void chownToTask(Sandbox.Layout layout, Path tree) throws IOException {
        handOver(tree);
    }

    private void handOver(Path tree) throws IOException {
        if (!namespaceFeatures.root()) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                give(path, "unix:uid");
                give(path, "unix:gid");
            }
        }
    }

    private static void give(Path path, String attribute) throws IOException {
        Files.setAttribute(
                path, attribute, BubblewrapCommandLine.HOST_UID, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void freeze(Layer layer) throws IOException {
        if (namespaceFeatures.root()) {
            var trees = new ArrayList<>(layer.trees());
            trees.add(layer.system(Layer.ROOTFS));
            host.changeOwner(trees, BubblewrapCommandLine.HOST_UID);
            host.changeOwnerOfDirectories(
                    layer.root().resolve("system"), BubblewrapCommandLine.HOST_UID);
            var hosts = layer.system("etc").resolve("hosts");
            if (Files.isRegularFile(hosts, LinkOption.NOFOLLOW_LINKS)) {
                handOver(hosts);
            }
        }
    }
}
