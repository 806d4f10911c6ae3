package org.platformnetwork.termexecutor.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.RunningProcess;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

@EnabledIfCommand("setsid")
class OrphanReaperTests {

    private static final String MARK = UUID.randomUUID().toString();
    private static final String STRANGERS = UUID.randomUUID().toString();

    @TempDir Path base;
    private Path inside;
    private final ProcessRunner runner = new ProcessRunner();
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void create() throws IOException {
        base = base.toRealPath();
        inside = Files.createDirectories(base.resolve("batches/b/tasks/0"));
        Files.writeString(OrphanReaper.marks(base), MARK + "\n");
    }

    @AfterEach
    void kill() {
        started.forEach(Process::destroyForcibly);
    }

    /** For {@link #endsWhatKilledServiceLeft}: a service that dies with a daemon of a task. */
    static void main(String... arguments) throws IOException {
        var runner = new ProcessRunner();
        var workspaces = new Workspaces(settings(Path.of(arguments[0])), runner);
        var script =
                "setsid sh -c 'echo $$ >\"$0\"; exec sleep 600' " + arguments[1] + " & sleep 600";
        var command =
                new Command(
                        List.of("sh", "-c", script),
                        workspaces.base(),
                        Map.of("PATH", HostCommands.PATH),
                        Duration.ofMinutes(1),
                        1000);
        Thread.ofVirtual().start(() -> runner.run(command));
        await().until(() ->
                Files.exists(Path.of(arguments[1])) && Files.size(Path.of(arguments[1])) > 1);
        Runtime.getRuntime().halt(0);
    }

    private static SandboxSettings settings(Path base) {
        return new SandboxSettings(
                base, base, "process", false, DataSize.ofKilobytes(1), List.of(), List.of());
    }

    @Test
    void endsWhatKilledServiceLeft(@TempDir Path other) throws Exception {
        var pid = other.resolve("pid");
        var service =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OrphanReaperTests.class.getName(),
                                base.toString(),
                                pid.toString())
                        .inheritIO()
                        .start();
        assertThat(service.waitFor()).isZero();
        long daemon = Long.parseLong(Files.readString(pid).strip());
        assertThat(RunningProcess.all()).anyMatch(process -> process.pid() == daemon);
        var workspaces = new Workspaces(settings(base), runner);

        assertThat(RunningProcess.all()).noneMatch(process -> process.pid() == daemon);
        assertThat(OrphanReaper.marks(base)).content().isEqualTo(runner.mark() + "\n");
        workspaces.destroy();
    }

    @Test
    void endsBearersOfTheMarkWhereverTheyWork() throws Exception {
        var marked = start(Path.of("/"), MARK, "exec sleep 600");
        end(RunningProcess.self());

        assertThat(marked.waitFor()).isNotZero();
    }

    @Test
    void endsTheirDescendantsToo() throws Exception {
        var marked = start(Path.of("/"), MARK, "env -i setsid sleep 600 & echo $!; wait");
        var child = ProcessHandle.of(Long.parseLong(marked.inputReader().readLine())).orElseThrow();
        await().until(() -> child.info().command().orElse("").endsWith("sleep"));
        end(RunningProcess.self());

        assertThat(marked.waitFor()).isNotZero();
        await().until(() -> !child.isAlive());
    }

    @Test
    void sparesAnotherServicesProcesses() throws Exception {
        var strangers = start(Path.of("/"), STRANGERS, "exec sleep 600");
        var older = start(Path.of("/"), MARK.substring(1), "exec sleep 600");
        end(after(older));

        assertThat(strangers.isAlive()).isTrue();
        assertThat(older.isAlive()).isTrue();
    }

    @Test
    void endsWhoWorksInItsDirectoriesAndIsOlder() throws Exception {
        var worker = start(inside, STRANGERS, "exec sleep 600");
        end(after(worker));

        assertThat(worker.waitFor()).isNotZero();
    }

    @Test
    void endsWhoWorksInDirectoryThatIsGone() throws Exception {
        var worker = start(inside, STRANGERS, "exec sleep 600");
        Files.delete(inside);
        end(after(worker));

        assertThat(worker.waitFor()).isNotZero();
    }

    @Test
    void sparesWhoIsYounger() throws Exception {
        var worker = start(inside, STRANGERS, "exec sleep 600");
        end(RunningProcess.self());

        assertThat(worker.isAlive()).isTrue();
    }

    @Test
    void sparesWhoWorksBesideItsDirectories() throws Exception {
        var beside = start(base, STRANGERS, "exec sleep 600");
        var similar =
                start(
                        Files.createDirectories(base.resolve("batches2")),
                        STRANGERS,
                        "exec sleep 600");
        end(after(similar));

        assertThat(beside.isAlive()).isTrue();
        assertThat(similar.isAlive()).isTrue();
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("unshare")
    void sparesWhoWorksAtTheSamePathOfAnotherContainer() throws Exception {
        var script =
                """
                mount -t tmpfs none "$0" && mkdir -p "$1" && cd "$1" && echo ready && exec sleep 600
                """;
        var line =
                "exec unshare --mount --propagation private sh -c '%s' %s %s"
                        .formatted(script, base, inside);
        var contained = start(Path.of("/"), STRANGERS, line);
        assertThat(contained.inputReader().readLine()).isEqualTo("ready");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + contained.pid() + "/cwd")))
                .isEqualTo(inside);
        end(after(contained));

        assertThat(contained.isAlive()).isTrue();
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("setpriv")
    void endsWhatRunsAsUserThatTheServiceHeld() throws Exception {
        int user = UidRange.LAST;
        var process = asUser(user);
        Files.writeString(OrphanReaper.users(base), user + "\n");
        var left = Files.writeString(Path.of("/tmp/leftovers-" + user), "");
        Files.setAttribute(left, "unix:uid", user);
        end(RunningProcess.self());

        assertThat(process.waitFor()).isNotZero();
        assertThat(left).doesNotExist();
        assertThat(OrphanReaper.users(base)).doesNotExist();
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("setpriv")
    void sparesUsersThatAnotherServiceHolds() throws Exception {
        int user = UidRange.LAST;
        var process = asUser(user);
        Files.writeString(OrphanReaper.users(base), user + "\n");
        try (var others = UidRange.ofThisMachine()) {
            assertThat(others.hold(user)).isNotNull();
            end(RunningProcess.self());
        }

        assertThat(process.isAlive()).isTrue();
    }

    @Test
    @EnabledIfRoot
    @EnabledIfCommand("setpriv")
    void sparesUsersOutsideOfTheRange() throws Exception {
        int user = UidRange.LAST + 1;
        var process = asUser(user);
        Files.writeString(OrphanReaper.users(base), "root\n0\n%d\n".formatted(user));
        end(RunningProcess.self());

        assertThat(process.isAlive()).isTrue();
    }

    private Process asUser(int user) throws IOException {
        var line =
                "exec setpriv --reuid %d --clear-groups sh -c 'echo ready; exec sleep 600'"
                        .formatted(user);
        var process = start(Path.of("/"), STRANGERS, line);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        return process;
    }

    private Process start(Path directory, String mark, String script) throws IOException {
        var builder = new ProcessBuilder("sh", "-c", script).directory(directory.toFile());
        builder.environment().put("TERM_EXECUTOR_RUN", mark + "." + UUID.randomUUID());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        var process = builder.start();
        started.add(process);
        return process;
    }

    /** A process that is younger, by the clock of the kernel. */
    private RunningProcess after(Process earlier) throws IOException {
        var first = look(earlier);
        while (true) {
            var later = look(start(Path.of("/"), STRANGERS, "exec sleep 600"));
            if (first.isOlderThan(later)) {
                return later;
            }
        }
    }

    private static RunningProcess look(Process process) {
        return RunningProcess.all().stream()
                .filter(running -> running.pid() == process.pid())
                .findAny()
                .orElseThrow();
    }

    private void end(RunningProcess service) throws IOException {
        var directories = List.of(base.resolve("batches"), base.resolve("uploads"));
        new OrphanReaper(base, directories, runner, service).end();
    }
}
