package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.springframework.util.unit.DataSize;

/** A service's sandboxes at one level, each used for one command. */
public final class FilteredSandboxes implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Workspaces workspaces;
    private final Sandboxes sandboxes;
    private final Path task;
    private int opened;

    public FilteredSandboxes(Path directory, String level) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        var settings =
                new SandboxSettings(
                        directory.resolve("work"),
                        directory.resolve("data"),
                        level,
                        true,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var none = DataSize.ofBytes(0);
        var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
        workspaces = new Workspaces(settings, new ProcessRunner());
        sandboxes = new Sandboxes(settings, limits, new ProcessRunner(), workspaces);
        task = workspaces.batch("b").resolve("tasks/0");
        Workspaces.createClosed(task);
    }

    public List<String> notes() {
        return sandboxes.notes();
    }

    /** What a command prints in a role, and how it ended when not well. */
    public String run(SandboxPhase sandboxPhase, String... arguments) throws IOException {
        var layer = Layer.create(task.resolve("layer" + ++opened));
        Files.createDirectories(layer.git());
        if (sandboxPhase != SandboxPhase.PREPARE) {
            sandboxes.seal(layer);
        }
        var root = task.resolve("sandbox" + opened);
        try (var sandbox = sandboxes.open(root, layer, sandboxPhase, "/repo")) {
            var command = new SandboxCommand(List.of(arguments), "", Map.of(), LIMIT, false);
            var processResult = sandbox.run(command).outcome();
            return processResult instanceof ProcessResult.Exited exited && exited.code() == 0
                    ? exited.output().text()
                    : processResult.toString();
        } finally {
            workspaces.remove(root);
        }
    }

    @Override
    public void close() throws IOException {
        sandboxes.destroy();
        workspaces.destroy();
    }
}
