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
                    default -> {
                        var found = namespaces();
                        yield found == null
                                ? new ProcessLevel(settings, runner, List.of(NO_NAMESPACES))
                                : found;
                    }
                };
        log.atInfo()
                .addKeyValue("level", level.isolation().wireName())
                .log("Isolation of tasks chosen");
        level.notes().forEach(note -> log.atWarn().addKeyValue("note", note).log("Isolation"));
        return level;
    }

    private @Nullable Level namespaces() throws IOException {
        boolean root =
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
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
        var directory = workspaces.newUpload();
        try {
            var layer = Layer.create(directory.resolve("layer"));
            Files.writeString(layer.repository().resolve("base"), "");
            var first = directory.resolve("1");
            var preparation = new Layout(first, first, layer, Role.PREPARE, "/repo");
            if (!isSuccess(level, preparation, network, ">made")) {
                return false;
            }
            level.seal(layer);
            var second = directory.resolve("2");
            return isSuccess(
                    level,
                    new Layout(second, second, layer, Role.AGENT, "/repo"),
                    network,
                    "test -e made && rm base && >base && >~/x && >/tmp/x");
        } finally {
            workspaces.remove(directory);
        }
    }

    private static boolean isSuccess(Level level, Layout layout, boolean network, String script)
            throws IOException {
        var command =
                new SandboxCommand(List.of("sh", "-c", script), "", Map.of(), PATIENCE, network);
        layout.createDirectories();
        try {
            level.furnish(layout);
            return level.run(layout, command, Bounds.NONE) instanceof Outcome.Exited exited
                    && exited.code() == 0;
        } catch (IOException _) {
            return false;
        } finally {
            level.release(layout);
        }
    }
}
