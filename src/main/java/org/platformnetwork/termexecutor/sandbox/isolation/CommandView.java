package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.ImageRoot;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;

/** What a command sees at level {@code namespaces}, and under which paths. */
record CommandView(SandboxSettings settings, NamespaceFeatures features, HostRootfs system) {

    /** The descriptor that the filter of system calls is open as. */
    static final int FILTER = 4;

    private static final Path AGENT_CODE = Path.of("/agent");
    private static final Path INPUT = Path.of("/task");
    private static final Path TEMPORARY = Path.of("/tmp");
    private static final Path EXCHANGE = Path.of("/exchange");

    private record Place(Path host, Path inside) {}

    /** A path of the sandbox as its commands see it. */
    static Path inside(Sandbox.Layout layout, Path path) {
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

    CommandEnvironment environment(Sandbox.Layout layout, SandboxCommand command) {
        var image = image(layout, command);
        return new CommandEnvironment(
                Additions.HOME,
                TEMPORARY,
                layout.role().user(),
                image == null ? system.path() : image.path(),
                image);
    }

    /** The one that a command is in; null for the machine's own system. */
    private static @Nullable ImageRoot image(Sandbox.Layout layout, SandboxCommand command) {
        return command.ofService() ? null : layout.layer().image();
    }

    private void mountRoot(
            BubblewrapCommandLine line, Sandbox.Layout layout, SandboxCommand command) {
        var merged = MountTable.merged(Layer.ROOTFS);
        if (layout.layer().image() == null) {
            line.root(merged, features.ownProc());
            system.mount(line, features.overlays());
        } else if (command.ofService()) {
            line.root(null, features.ownProc());
            system.links().forEach((place, target) -> line.link(target, place));
            system.mount(line, Set.of());
            line.bindReadOnly(merged, SandboxCommand.IMAGE);
        } else {
            line.root(merged, features.ownProc());
            HostRootfs.mountResolverFile(line, ImageAdditions.RESOLVER_FILE);
        }
    }

    /** The command line of bubblewrap that shows it, up to the command. */
    List<String> bubblewrap(
            Sandbox.Layout layout, SandboxCommand command, NetworkAccess networkAccess) {
        var line = new BubblewrapCommandLine(layout.role(), features.root());
        line.isolate(networkAccess);
        if (features.filtered()) {
            line.filter(FILTER);
        }
        line.environment(environment(layout, command).environment(command));
        mountRoot(line, layout, command);
        var image = image(layout, command);
        for (var own : List.of(settings.workspaceBase(), settings.dataDir())) {
            if (image == null && HostRootfs.shows(own)) {
                line.hide(own);
            }
        }
        var temporary = layout.role() == SandboxPhase.PREPARE ? "layer/tmp" : "tmp";
        line.bind(MountTable.inside(temporary), TEMPORARY)
                .bind(MountTable.inside("exchange"), EXCHANGE)
                .bindReadOnly(MountTable.inside("in"), INPUT)
                .bind(MountTable.merged("home"), Additions.HOME)
                .bind(MountTable.merged("repo"), Path.of(layout.repoPath()));
        if (networkAccess == NetworkAccess.OUTSIDE) {
            line.bindReadOnly(
                    MountTable.inside(InternetOnlyNetwork.RESOLVER_FILE),
                    image == null ? HostRootfs.resolverFile() : ImageAdditions.RESOLVER_FILE);
        }
        if (layout.role() == SandboxPhase.AGENT) {
            line.bind(MountTable.inside("agent"), AGENT_CODE);
        }
        return line.arguments();
    }
}
