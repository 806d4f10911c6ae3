package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Path;
import java.util.List;
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

    CommandEnvironment environment(Sandbox.Layout layout) {
        return new CommandEnvironment(
                Additions.HOME, TEMPORARY, layout.role().user(), system.path());
    }

    /** The command line of bubblewrap that shows it, up to the command. */
    List<String> bubblewrap(
            Sandbox.Layout layout, SandboxCommand command, NetworkAccess networkAccess) {
        var line = new BubblewrapCommandLine(layout.role(), features.root());
        line.isolate(networkAccess, features.ownProc());
        if (features.filtered()) {
            line.filter(FILTER);
        }
        line.environment(environment(layout).environment(command));
        system.mount(line, features.overlays());
        for (var own : List.of(settings.workspaceBase(), settings.dataDir())) {
            if (HostRootfs.shows(own)) {
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
                    HostRootfs.resolverFile());
        }
        if (layout.role() == SandboxPhase.AGENT) {
            line.bind(MountTable.inside("agent"), AGENT_CODE);
        }
        return line.arguments();
    }
}
