package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.HeldProcess;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.LayerLifetime;
import org.platformnetwork.termexecutor.sandbox.Obstacle;
import org.platformnetwork.termexecutor.sandbox.Role;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * Holds commands in namespaces of their own, made anew for each: bubblewrap shows them a read-only
 * system, their working tree and a few directories, and the kernel ends whatever is left when their
 * first process ends. Layers are stacked by overlays in a mount namespace around bubblewrap, which
 * a process of its own holds for each sandbox, so the service itself never mounts anything.
 */
final class NamespaceLevel implements Level {

    /** Mounts, says so, and waits for the end of its input. */
    private static final String HOLD =
            """
            mount -n -a -T "$1" && echo && read -r end
            """;

    /** Stays the parent that bubblewrap wants to die with; opens its status and its filter. */
    private static final String RUN =
            """
            exec 3>"$1" 4<"$2"
            shift 2
            "$@"
            exit $?
            """;

    private static final int FILTER = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path AGENT_CODE = Path.of("/agent");
    private static final Path INPUT = Path.of("/task");
    private static final Path TEMPORARY = Path.of("/tmp");
    private static final Path EXCHANGE = Path.of("/exchange");

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final HostCommands host;
    private final Abilities abilities;
    private final SystemView system;
    private final ConcurrentMap<Path, HeldProcess> holders = new ConcurrentHashMap<>();
    private final Skeleton skeleton;
    private final Additions additions;
    private final Path filter;
    private final List<Obstacle> notes;

    /**
     * @param scratch a directory that lives as long as the service
     */
    NamespaceLevel(
            SandboxSettings settings, ProcessRunner runner, Abilities abilities, Path scratch)
            throws IOException {
        this.settings = settings;
        this.runner = runner;
        this.host = new HostCommands(runner);
        this.abilities = abilities;
        this.system = SystemView.ofThisMachine();
        this.skeleton = Skeleton.create(scratch.resolve("skeleton"), host);
        this.additions = Additions.create(scratch.resolve("additions"), system);
        this.filter = scratch.resolve("filter");
        this.notes = List.of();
        var calls = SystemCalls.filter();
        Files.write(filter, calls == null ? new byte[0] : calls.program());
        handOver(skeleton.root());
        handOver(additions.rootfs());
        for (var file : Additions.FILES) {
            handOver(additions.root().resolve(file));
        }
    }

    private NamespaceLevel(NamespaceLevel other, Abilities abilities, List<Obstacle> notes) {
        this.settings = other.settings;
        this.runner = other.runner;
        this.host = other.host;
        this.abilities = abilities;
        this.system = other.system;
        this.skeleton = other.skeleton;
        this.additions = other.additions;
        this.filter = other.filter;
        this.notes = List.copyOf(notes);
    }

    /** The same, with others. */
    NamespaceLevel with(Abilities others) {
        return new NamespaceLevel(this, others, notes);
    }

    Abilities abilities() {
        return abilities;
    }

    /** The same, with what this machine denies. */
    NamespaceLevel noted(List<Obstacle> denied) {
        return new NamespaceLevel(this, abilities, denied);
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
        return "namespaces %s %s".formatted(abilities.root(), new TreeSet<>(abilities.overlays()));
    }

    @Override
    public List<Obstacle> notes() {
        return notes;
    }

    @Override
    public boolean filtersCalls() {
        return abilities.filtered();
    }

    @Override
    public void furnish(Sandbox.Layout layout) throws IOException {
        var table = table(layout);
        table.createDirectories();
        Files.writeString(table.file(), table.text());
        Files.setPosixFilePermissions(layout.root(), PosixFilePermissions.fromString("rwx--x--x"));
        fill(layout);
        var arguments = new ArrayList<>(List.of("unshare"));
        if (!abilities.root()) {
            arguments.addAll(List.of("--user", "--map-root-user"));
        }
        arguments.addAll(
                List.of("--mount", "--propagation", "private", "--", "sh", "-c", HOLD, "sh"));
        arguments.add(table.file().toString());
        holders.put(
                layout.root(),
                HeldProcess.start(arguments, Map.of("PATH", HostCommands.PATH), PATIENCE));
    }

    @Override
    public void release(Sandbox.Layout layout) {
        var holder = holders.remove(layout.root());
        if (holder != null) {
            holder.close();
        }
    }

    private MountTable table(Sandbox.Layout layout) {
        return new MountTable(layout, abilities, skeleton, additions);
    }

    private void fill(Sandbox.Layout layout) throws IOException {
        var layer = layout.layer();
        var rootfs = layer.system(Layer.ROOTFS);
        if (layout.role() == Role.PREPARE) {
            if (!abilities.stacksTrees()) {
                host.copy(additions.rootfs(), rootfs);
            }
            return;
        }
        layout.copyTemporaryFiles(host);
        if (abilities.stacksTrees()) {
            handOver(layout.root().resolve("upper"));
        } else {
            var own = layout.root().resolve(Layer.ROOTFS);
            host.copy(layer.changesSystem(Layer.ROOTFS) ? rootfs : additions.rootfs(), own);
            host.copy(layer.home(), layout.home());
            if (layout.hasOwnTree()) {
                host.copy(layer.repository(), layout.tree());
            }
        }
    }

    @Override
    public Path seen(Sandbox.Layout layout, Path path) {
        for (var place :
                List.of(
                        new Place(layout.input(), INPUT),
                        new Place(layout.exchange(), EXCHANGE),
                        new Place(layout.agentCode(), AGENT_CODE))) {
            if (path.startsWith(place.host())) {
                return place.inside().resolve(place.host().relativize(path));
            }
        }
        throw new IllegalArgumentException("commands do not see that path");
    }

    private record Place(Path host, Path inside) {}

    @Override
    public Path repository(Sandbox.Layout layout) {
        return Path.of(layout.repoPath());
    }

    @Override
    public Outcome run(Sandbox.Layout layout, SandboxCommand command, Bounds bounds) {
        var holder = holders.get(layout.root());
        if (holder == null) {
            throw new IllegalStateException("the sandbox is closed");
        }
        if (new PlantedLinks(layout, table(layout)).areOnWayTo(repository(layout))) {
            return new Outcome.NotStarted("A link was put in the way of the working tree.");
        }
        var reach = Reach.of(layout.role(), command.network(), abilities.outside());
        var held = bubblewrap(layout, command, reach);
        held.addAll(
                surroundings(layout)
                        .startIn(repository(layout).resolve(command.directory()), command, bounds));
        var arguments = bounds.enterAnd(RUN);
        arguments.add(table(layout).status().toString());
        arguments.add(filter.toString());
        arguments.addAll(Bounds.LOW_PRIORITY);
        arguments.addAll(enter(holder.pid()));
        var user = BubblewrapLine.become(layout.role(), abilities.root());
        if (reach == Reach.OUTSIDE) {
            new OutsideNetwork(layout.root(), settings.publicIpv4Addresses()).furnish();
            arguments.add("--");
            arguments.addAll(OutsideNetwork.enter());
        }
        arguments.addAll(user);
        arguments.add("--");
        arguments.addAll(held);
        var outcome =
                runner.run(
                        new Command(
                                arguments,
                                layout.root(),
                                Map.of("PATH", HostCommands.PATH),
                                command.timeout(),
                                (int) settings.maxOutput().toBytes()),
                        command.listener());
        if (!(outcome instanceof Outcome.Exited(var status, var output, var usage))) {
            return outcome;
        }
        return table(layout).commandRan()
                ? new Outcome.Exited(ExitStatus.reported(status.code()), output, usage)
                : new Outcome.NotStarted("The sandbox could not be made.");
    }

    private Surroundings surroundings(Sandbox.Layout layout) {
        return new Surroundings(Additions.HOME, TEMPORARY, layout.role().user(), system.path());
    }

    private List<String> enter(long holder) {
        var mounts = "--mount=/proc/%d/ns/mnt".formatted(holder);
        return abilities.root()
                ? List.of("nsenter", mounts)
                : List.of(
                        "nsenter",
                        "--preserve-credentials",
                        "--user=/proc/%d/ns/user".formatted(holder),
                        mounts);
    }

    private List<String> bubblewrap(Sandbox.Layout layout, SandboxCommand command, Reach reach) {
        var line = new BubblewrapLine(layout.role(), abilities.root());
        line.isolate(reach, abilities.ownProc());
        if (abilities.filtered()) {
            line.filter(FILTER);
        }
        line.environment(surroundings(layout).environment(command));
        system.mount(line, abilities.overlays());
        for (var own : List.of(settings.workspaceBase(), settings.dataDir())) {
            if (SystemView.shows(own)) {
                line.hide(own);
            }
        }
        var temporary = layout.role() == Role.PREPARE ? "layer/tmp" : "tmp";
        line.bind(MountTable.inside(temporary), TEMPORARY)
                .bind(MountTable.inside("exchange"), EXCHANGE)
                .bindReadOnly(MountTable.inside("in"), INPUT)
                .bind(MountTable.merged("home"), Additions.HOME)
                .bind(MountTable.merged("repo"), Path.of(layout.repoPath()));
        if (reach == Reach.OUTSIDE) {
            line.bindReadOnly(
                    MountTable.inside(OutsideNetwork.RESOLVER_FILE), SystemView.resolverFile());
        }
        if (layout.role() == Role.AGENT) {
            line.bind(MountTable.inside("agent"), AGENT_CODE);
        }
        return line.arguments();
    }

    @Override
    public void handOver(Sandbox.Layout layout, Path tree) throws IOException {
        handOver(tree);
    }

    private void handOver(Path tree) throws IOException {
        if (!abilities.root()) {
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
        Files.setAttribute(path, attribute, BubblewrapLine.HOST_UID, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void seal(Layer layer) throws IOException {
        if (abilities.root()) {
            for (var tree : layer.trees()) {
                host.changeOwner(tree, BubblewrapLine.HOST_UID);
            }
            host.changeOwner(layer.system(Layer.ROOTFS), BubblewrapLine.HOST_UID);
            host.changeOwnerOfDirectories(layer.root().resolve("system"), BubblewrapLine.HOST_UID);
            var hosts = layer.system("etc").resolve("hosts");
            if (Files.isRegularFile(hosts, LinkOption.NOFOLLOW_LINKS)) {
                handOver(hosts);
            }
        }
    }
}
