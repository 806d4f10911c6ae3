package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.springframework.util.unit.DataSize;

/** A service's workspace with a prepared task, at level {@code uid}. */
public abstract class UidSandboxes {

    public static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir public Path temporary;
    public Path base;
    public Workspaces workspaces;
    public Sandboxes sandboxes;
    public Path task;
    public Layer layer;

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        start(false);
    }

    final void start(boolean installAsRoot) throws IOException {
        var settings =
                new SandboxSettings(
                        temporary.resolve("work"),
                        temporary.resolve("data"),
                        "uid",
                        installAsRoot,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var none = DataSize.ofBytes(0);
        var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
        workspaces = new Workspaces(settings, new ProcessRunner());
        base = workspaces.base();
        sandboxes = new Sandboxes(settings, limits, new ProcessRunner(), workspaces);
        task = workspaces.batch("b").resolve("tasks/0");
        Workspaces.createClosed(workspaces.batch("b"));
        Files.writeString(workspaces.batch("b").resolve("archive"), "secret");
        Files.createDirectories(workspaces.batch("b").resolve("content/tasks/0/tests"));
        Files.writeString(workspaces.batch("b").resolve("content/tasks/0/tests/t.sh"), "secret");
        Workspaces.createClosed(task);
        layer = Layer.create(task.resolve("layer"));
        Files.createDirectories(layer.git());
        Files.writeString(layer.git().resolve("HEAD"), "secret");
        Files.writeString(layer.repository().resolve("file"), "base\n");
    }

    @AfterEach
    void stop() throws IOException {
        sandboxes.destroy();
        workspaces.destroy();
    }

    public String prepare(String script) throws IOException {
        var sandbox = open("prepare", SandboxPhase.PREPARE);
        var output = run(sandbox, script);
        sandboxes.seal(layer);
        workspaces.remove(sandbox.layout().root());
        return output;
    }

    public Sandbox open(String name, SandboxPhase sandboxPhase) throws IOException {
        return sandboxes.open(task.resolve(name), layer, sandboxPhase, "/repo");
    }

    public static String run(Sandbox sandbox, String script) {
        var outcome = sandbox.run(command(script));
        return ((ProcessResult.Exited) outcome.outcome()).output().text();
    }

    static SandboxCommand command(String script) {
        return new SandboxCommand(List.of("bash", "-c", script), "", Map.of(), LIMIT, false);
    }

    /** How many users this process holds, by the kernel's table of locks. */
    static long held() throws IOException {
        var own =
                "%d [0-9a-f:]+:%s"
                        .formatted(
                                ProcessHandle.current().pid(),
                                Files.getAttribute(UidRange.LOCKS, "unix:ino"));
        var lock = Pattern.compile("POSIX +ADVISORY +WRITE " + own + " (\\d+) (\\d+)");
        return lock.matcher(Files.readString(Path.of("/proc/locks")))
                .results()
                .mapToLong(match ->
                        Long.parseLong(match.group(2)) - Long.parseLong(match.group(1)) + 1)
                .sum();
    }

    public static String user(Sandbox sandbox) throws IOException {
        return Files.getAttribute(sandbox.layout().root(), "unix:gid").toString();
    }

    public static Integer owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    public static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
