package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.NamespaceLevel.Abilities;
import org.platformnetwork.termexecutor.sandbox.Sandbox.Layout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the strongest level that this machine allows, by really using it. */
final class Levels {

    private static final Logger log = LoggerFactory.getLogger(Levels.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NO_NAMESPACES =
            "Level namespaces is not available: bubblewrap (package bubblewrap) is missing or may"
                    + " not make namespaces here; a Docker container needs --security-opt"
                    + " seccomp=unconfined --security-opt systempaths=unconfined, and --cap-add"
                    + " SYS_ADMIN when it runs as root.";

    private static final String NO_USERS =
            "Level uid is not available: the service has to be root, with setpriv (package"
                    + " util-linux), the users 64001 to 64999, a /run that it can write, and a"
                    + " WORKSPACE_BASE below directories that every user may pass (mode o+x).";

    /** An agent can work with what was prepared, and cannot read what lies beside. */
    private static final String TRIAL =
            """
            test -e made && rm base && >base && >~/x && >"$TMPDIR/x" || exit 1
            ! cat "$1"
            """;

    private final SandboxSettings settings;
    private final ProcessRunner runner;
    private final Workspaces workspaces;

    Levels(SandboxSettings settings, ProcessRunner runner, Workspaces workspaces) {
        this.settings = settings;
        this.runner = runner;
        this.workspaces = workspaces;
    }

    /**
     * The level to use.
     *
     * @throws SandboxUnavailableException when the one asked for does not work here
     */
    Level choose() throws IOException {
        var level =
                switch (settings.isolation()) {
                    case "process" -> new ProcessLevel(settings, runner, List.of());
                    case "namespaces" -> {
                        var found = namespaces();
                        if (found == null) {
                            throw new SandboxUnavailableException(NO_NAMESPACES);
                        }
                        yield found;
                    }
                    case "uid" -> {
                        var found = users(List.of());
                        if (found == null) {
                            throw new SandboxUnavailableException(NO_USERS);
                        }
                        yield found;
                    }
                    default -> strongest();
                };
        log.atInfo()
                .addKeyValue("level", level.isolation().wireName())
                .log("Isolation of tasks chosen");
        level.notes().forEach(note -> log.atWarn().addKeyValue("note", note).log("Isolation"));
        return level;
    }

    private Level strongest() throws IOException {
        var namespaces = namespaces();
        if (namespaces != null) {
            return namespaces;
        }
        var users = users(List.of(NO_NAMESPACES));
        return users == null
                ? new ProcessLevel(settings, runner, List.of(NO_NAMESPACES, NO_USERS))
                : users;
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private @Nullable Level users(List<String> notes) throws IOException {
        if (!isRoot()) {
            return null;
        }
        UserRange range;
        try {
            range = UserRange.ofThisMachine();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("Users of tasks cannot be locked");
            return null;
        }
        var base = workspaces.base();
        var users = new TaskUsers(range, Leftovers.users(base));
        workspaces.whenRemoved(users::free);
        var level = new UidLevel(settings, runner, users, base, notes);
        if (works(level, false)) {
            return level;
        }
        level.close();
        return null;
    }

    private @Nullable Level namespaces() throws IOException {
        boolean root = isRoot();
        for (var overlays : new boolean[] {true, false}) {
            for (var ownProc : new boolean[] {true, false}) {
                var abilities = new Abilities(root, overlays, ownProc, false);
                var level = new NamespaceLevel(settings, runner, abilities, workspaces.isolation());
                if (works(level, false)) {
                    var better = level.withOutside();
                    return works(better, true) ? better : level;
                }
            }
        }
        return null;
    }

    /** What an install command wrote has to reach the agent's sandbox. */
    private boolean works(Level level, boolean network) throws IOException {
        var directory = workspaces.batch("trial");
        var beside = directory.resolve("beside");
        try {
            Workspaces.createClosed(directory);
            Files.writeString(beside, "");
            var layer = Layer.create(directory.resolve("layer"));
            Files.writeString(layer.repository().resolve("base"), "");
            var first = directory.resolve("1");
            var preparation = new Layout(first, first, layer, Role.PREPARE, "/repo");
            if (!isSuccess(level, preparation, network, ">made", beside)) {
                return false;
            }
            level.seal(layer);
            var second = directory.resolve("2");
            var agent = new Layout(second, second, layer, Role.AGENT, "/repo");
            return isSuccess(level, agent, network, TRIAL, beside);
        } catch (IOException | IllegalStateException e) {
            log.atWarn().setCause(e).log("A level of isolation does not work here");
            return false;
        } finally {
            workspaces.remove(directory);
        }
    }

    private static boolean isSuccess(
            Level level, Layout layout, boolean network, String script, Path argument)
            throws IOException {
        var command =
                new SandboxCommand(
                        List.of("sh", "-c", script, "sh", argument.toString()),
                        "",
                        Map.of(),
                        PATIENCE,
                        network);
        layout.createDirectories();
        try {
            level.furnish(layout);
            return level.run(layout, command, Bounds.NONE) instanceof Outcome.Exited exited
                    && exited.code() == 0;
        } finally {
            level.release(layout);
        }
    }
}
