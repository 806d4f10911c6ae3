package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.HeldProcess;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;

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

    /** Stays the parent that bubblewrap wants to die with. */
    private static final String RUN =
            """
            exec 3>"$1"
            shift
            "$@"
            exit $?
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path AGENT_CODE = Path.of("/agent");
    private static final Path INPUT = Path.of("/task");
    private static final Path TEMPORARY = Path.of("/tmp");
    private static final Path HOME = Path.of("/root");

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final HostCommands host;
    private final Abilities abilities;
    private final SystemView system;
    private final ConcurrentMap<Path, HeldProcess> holders = new ConcurrentHashMap<>();
    private final Skeleton skeleton;
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
        this.notes = List.of();
        handOver(skeleton.root());
    }

    private NamespaceLevel(NamespaceLevel other, Abilities abilities, List<Obstacle> notes) {
        this.settings = other.settings;
        this.runner = other.runner;
        this.host = other.host;
        this.abilities = abilities;
        this.system = other.system;
        this.skeleton = other.skeleton;
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
    public List<Obstacle> notes() {
        return notes;
    }

    @Override
    public void furnish(Sandbox.Layout layout) throws IOException {
        var table = new MountTable(layout, abilities, skeleton);
        table.createDirectories();
        Files.writeString(table.file(), table.text());
        Files.setPosixFilePermissions(layout.root(), PosixFilePermissions.fromString("rwx--x--x"));
        if (layout.role() != Role.PREPARE) {
            fill(layout);
        }
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

    private void fill(Sandbox.Layout layout) throws IOException {
        if (abilities.stacksTrees()) {
            handOver(layout.root().resolve("upper"));
        } else {
            host.copy(layout.layer().home(), layout.home());
            if (layout.hasOwnTree()) {
                host.copy(layout.layer().repository(), layout.tree());
            }
        }
    }

    @Override
    public Path seen(Sandbox.Layout layout, Path path) {
        for (var place :
                List.of(
                        new Place(layout.input(), INPUT),
                        new Place(layout.temporary(), TEMPORARY),
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
        var reach = Reach.of(layout.role(), command.network(), abilities.outside());
        var held = bubblewrap(layout, command, reach);
        held.addAll(
                surroundings()
                        .startIn(repository(layout).resolve(command.directory()), command, bounds));
        var arguments = bounds.enterAnd(RUN);
        arguments.add(new MountTable(layout, abilities, skeleton).status().toString());
        arguments.addAll(Bounds.LOW_PRIORITY);
        arguments.addAll(enter(holder.pid()));
        var user = BubblewrapLine.become(layout.role(), abilities.root());
        if (reach == Reach.OUTSIDE) {
            new OutsideNetwork(layout.root()).furnish();
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
        return new MountTable(layout, abilities, skeleton).commandRan()
                ? new Outcome.Exited(ExitStatus.reported(status.code()), output, usage)
                : new Outcome.NotStarted("The sandbox could not be made.");
    }

    private Surroundings surroundings() {
        return new Surroundings(HOME, TEMPORARY, system.path());
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
        line.environment(surroundings().environment(command));
        system.mount(line, abilities.overlays());
        for (var own : List.of(settings.workspaceBase(), settings.dataDir())) {
            if (SystemView.shows(own)) {
                line.hide(own);
            }
        }
        line.bind(MountTable.inside("tmp"), TEMPORARY)
                .bindReadOnly(MountTable.inside("in"), INPUT)
                .bind(MountTable.merged("home"), HOME)
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
            host.changeOwner(layer.repository(), BubblewrapLine.HOST_UID);
            host.changeOwner(layer.home(), BubblewrapLine.HOST_UID);
            host.changeOwnerOfDirectories(layer.root().resolve("system"), BubblewrapLine.HOST_UID);
        }
    }
}
