package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.RunningProcess;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

@EnabledIfRoot
@EnabledIfCommand({"setpriv", "python3", "ipcmk"})
class UidLevelTests {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir Path temporary;
    private Path base;
    private Workspaces workspaces;
    private Sandboxes sandboxes;
    private Path task;
    private Layer layer;

    @BeforeEach
    void start() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        start(false);
    }

    private void start(boolean installAsRoot) throws IOException {
        var settings =
                new SandboxSettings(
                        temporary.resolve("work"),
                        temporary.resolve("data"),
                        "uid",
                        installAsRoot,
                        DataSize.ofMegabytes(1));
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

    @Test
    void isTheLevelAskedFor() {
        assertThat(sandboxes.isolation().wireName()).isEqualTo("uid");
        assertThat(sandboxes.notes()).anyMatch(note -> note.contains("/repo"));
    }

    @Test
    void runsAsUserOfItsOwnWithoutAnyRight() throws IOException {
        var first = open("agent", Role.AGENT);
        var second = open("verify", Role.VERIFY);
        var script = "id -u; id -g; id -G; grep -E '^(Cap(Prm|Eff|Bnd)|NoNew)' /proc/self/status";

        assertThat(run(first, script).lines())
                .containsExactly(
                        user(first),
                        user(first),
                        user(first),
                        "CapPrm:\t0000000000000000",
                        "CapEff:\t0000000000000000",
                        "CapBnd:\t0000000000000000",
                        "NoNewPrivs:\t1");
        assertThat(run(second, "id -u").strip()).isEqualTo(user(second)).isNotEqualTo(user(first));
    }

    @Test
    void worksInItsTreeAndHome() throws IOException {
        prepare("echo installed >made; mkdir -p ~/.cache; echo x >~/.cache/x");
        var script =
                """
                cat file made; cat ~/.cache/x; echo changed >file; rm made; touch "$TMPDIR/t"
                echo out >/proc/self/fd/1; echo err >/proc/self/fd/2
                stat -c %U . ~ | sort -u; pwd
                """;
        var agent = open("agent", Role.AGENT);

        assertThat(run(agent, script).lines())
                .containsExactly(
                        "base", "installed", "x", "out", "err", "UNKNOWN", agent.repository());
        assertThat(run(open("verify", Role.VERIFY), "cat file made; ls \"$TMPDIR\"").lines())
                .containsExactly("base", "installed");
    }

    @Test
    void inputCanBeReadAndNotChanged() throws IOException {
        var agent = open("agent", Role.AGENT);
        Files.createDirectories(agent.input().resolve("d"));
        Files.writeString(agent.input().resolve("d/f"), "task");
        agent.handOver(agent.input());
        var script =
                """
                cd "$0" && cat d/f && ls && ! { rm -rf d || mv d e || echo x >d/f || >new; }
                """;

        assertThat(run(agent, script.replace("$0", agent.input().toString())))
                .startsWith("taskd\n");
        assertThat(agent.input().resolve("d/f")).hasContent("task");
        try (var content = Files.list(agent.input())) {
            assertThat(content).hasSize(1);
        }
    }

    @Test
    void agentCodeAndScratchBelongToTheUser() throws IOException {
        var agent = open("agent", Role.AGENT);
        Files.writeString(agent.agentCode().resolve("main.py"), "");
        Files.createDirectories(agent.temporary().resolve("git"));
        agent.handOver(agent.agentCode());
        agent.handOver(agent.temporary().resolve("git"));

        assertThat(
                        run(
                                agent,
                                "cd '%s' && echo x >>main.py && >more && >../tmp/git/x && echo ok"
                                        .formatted(agent.agentCode())))
                .isEqualTo("ok\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batches/b/archive",
                "batches/b/content/tasks/0/tests/t.sh",
                "batches/b/content",
                "batches/b",
                "batches/b/tasks",
                "batches/b/tasks/0",
                "batches/b/tasks/0/layer/git/HEAD",
                "batches/b/tasks/0/layer/repo/file",
                "batches/b/tasks/0/layer",
                "batches/b/tasks/0/other",
                "batches/b/tasks/0/other/repo/file",
                "batches/b/tasks/0/other/in",
                "batches/b/tasks/1/unpatched/file",
                "batches",
                "git/mirrors/m",
                "uploads",
                "uploads/u",
                "isolation",
                "trash",
            })
    void readsNothingElseOfTheService(String path) throws IOException {
        Files.createDirectories(base.resolve("git/mirrors"));
        Files.setPosixFilePermissions(
                base.resolve("git"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(base.resolve("git/mirrors/m"), "secret");
        Files.writeString(base.resolve("uploads/u"), "secret");
        open("other", Role.VERIFY);
        var agent = open("agent", Role.AGENT);
        Workspaces.createClosed(task.resolveSibling("1"));
        Files.createDirectories(task.resolveSibling("1/unpatched"));
        Files.writeString(task.resolveSibling("1/unpatched/file"), "secret");

        assertThat(base.resolve(path)).exists();
        assertThat(
                        run(
                                agent,
                                "cat '%1$s' || ls '%1$s' || echo >>'%1$s'; find '%1$s' -mindepth 1"
                                        .formatted(base.resolve(path))))
                .contains("Permission denied")
                .doesNotContain("secret")
                .doesNotContain("base\n");
    }

    @Test
    void readsNothingOfTheServicesOwnProcess() throws IOException {
        long service = ProcessHandle.current().pid();

        assertThat(
                        run(
                                open("agent", Role.AGENT),
                                "cat /proc/%d/environ; ls /proc/%d/cwd/"
                                        .formatted(service, service)))
                .contains("environ: Permission denied")
                .contains("cannot access")
                .doesNotContain("PATH=");
    }

    @Test
    void preparationReadsNothingOfTheLayerBesideTreeAndHome() throws IOException {
        var sandbox = open("prepare", Role.PREPARE);

        assertThat(run(sandbox, "cat ../git/HEAD; ls ..; ls ../system; >../x; cat file"))
                .contains("base")
                .doesNotContain("secret")
                .doesNotContain("usr");
        assertThat(layer.root().resolve("x")).doesNotExist();
    }

    @Test
    void sealedLayerIsNobodysAndHoldsNothingOfOthers() throws IOException {
        var prepare = open("prepare", Role.PREPARE);
        run(prepare, "mkdir d; touch d/f; chmod 4755 d/f; ln -s /etc/passwd link");
        var foreign = Files.writeString(temporary.resolve("foreign"), "secret");
        Files.createLink(layer.repository().resolve("d/hard"), foreign);
        sandboxes.seal(layer);

        assertThat(layer.repository().resolve("d/hard")).doesNotExist();
        assertThat(foreign).hasContent("secret");
        assertThat(mode(layer.root())).isEqualTo("rwx------");
        for (var name : List.of("d", "d/f", "link", "file")) {
            assertThat(owner(layer.repository().resolve(name))).isZero();
        }
        assertThat(Files.getAttribute(layer.repository().resolve("d/f"), "unix:mode"))
                .isEqualTo(0100755);
    }

    @Test
    void treeThatTheAgentLeftGoesToTheNextUserWithoutWhatIsLinkedIn() throws IOException {
        var agent = open("agent", Role.AGENT);
        run(agent, "mkdir d; echo x >d/f; chmod 000 d/f d; echo y >new");
        var user = user(agent);
        var foreign = Files.writeString(temporary.resolve("foreign"), "secret");
        Files.createLink(agent.layout().tree().resolve("hard"), foreign);
        var left = sandboxes.openInPlaceOf(agent, task.resolve("left"));

        assertThat(run(left, "chmod 700 d && chmod 600 d/f && cat d/f new && echo z >>new; pwd"))
                .isEqualTo("x\ny\n" + agent.repository() + "\n");
        assertThat(owner(foreign)).isZero();
        assertThat(user(left)).isNotEqualTo(user);
        assertThat(owner(agent.layout().tree().resolve("d/f")).toString()).isEqualTo(user(left));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setsid sleep 3600 >/dev/null 2>&1 & echo",
                "(setsid env -i sh -c 'cd /; exec >/dev/null 2>&1 </dev/null; sleep 3600' &)",
                "python3 -c '%s' >/dev/null 2>&1",
            })
    void nothingOfTheUserOutlivesACommand(String script) throws IOException {
        var daemon =
                """
                import os, time
                os.chdir("/")
                for _ in range(20):
                    if os.fork() == 0:
                        os.setsid()
                        if os.fork() == 0:
                            os.execve("/bin/sleep", ["sleep", "3600"], {})
                        os._exit(0)
                """;
        var agent = open("agent", Role.AGENT);
        run(agent, script.replace("%s", daemon.replace("'", "")));
        int user = Integer.parseInt(user(agent));

        assertThat(RunningProcess.all()).noneMatch(process -> process.runsAs(user));
    }

    @Test
    void forksThatOutrunScansEndWithTheCommand() throws IOException {
        var chain =
                """
                import os, time
                end = time.monotonic() + 15
                for _ in range(8):
                    if os.fork() == 0:
                        os.setsid()
                        while time.monotonic() < end:
                            if os.fork():
                                os._exit(0)
                            os.setsid()
                        os._exit(0)
                """;
        var agent = open("agent", Role.AGENT);
        Files.writeString(agent.agentCode().resolve("chain.py"), chain);
        agent.handOver(agent.agentCode());
        run(
                agent,
                "exec env -i python3 '%s' >/dev/null 2>&1"
                        .formatted(agent.agentCode().resolve("chain.py")));
        int user = Integer.parseInt(user(agent));

        assertThat(RunningProcess.all()).noneMatch(process -> process.runsAs(user));
    }

    @Test
    void nothingOfTheUserStaysInPublicPlaces() throws IOException {
        var name = "left-" + task.hashCode();
        var script =
                """
                for d in /tmp /var/tmp /dev/shm; do mkdir -p $d/NAME/d; >$d/NAME/d/f; chmod 0 $d/NAME
                done; ln -s "$PWD" /tmp/NAME-link; mkfifo /tmp/NAME-fifo; >$'/tmp/NAME\\nline'
                ipcmk -M 4096 -Q -S 1 >/dev/null && tail -n +2 /proc/sysvipc/* | grep -c " $(id -u) "
                """;
        var agent = open("agent", Role.AGENT);

        assertThat(run(agent, script.replace("NAME", name))).isEqualTo("3\n");
        for (var directory : List.of("/tmp", "/var/tmp", "/dev/shm")) {
            try (var content = Files.newDirectoryStream(Path.of(directory), name + "*")) {
                assertThat(content).isEmpty();
            }
        }
        for (var table : List.of("shm", "msg", "sem")) {
            assertThat(Path.of("/proc/sysvipc", table)).content().doesNotContain(user(agent));
        }
        assertThat(agent.layout().tree().resolve("file")).exists();
    }

    @Test
    void cleansUpOnAnInterruptedThread() throws IOException {
        var agent = open("agent", Role.AGENT);
        int user = Integer.parseInt(user(agent));
        var left = Path.of("/tmp/interrupted-" + user);
        Files.writeString(left, "");
        Files.setAttribute(left, "unix:uid", user);
        Thread.currentThread().interrupt();
        var outcome = agent.run(command("true"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
        assertThat(left).doesNotExist();
    }

    @Test
    void usersAreFreeOnceTheirDirectoriesAreRemoved() throws IOException {
        prepare("true");
        var first = open("agent", Role.AGENT);
        assertThat(held()).isEqualTo(1);
        open("verify", Role.VERIFY);
        assertThat(held()).isEqualTo(2);
        workspaces.remove(first.layout().root());
        assertThat(held()).isEqualTo(1);
        workspaces.remove(workspaces.batch("b"));

        assertThat(held()).isZero();
    }

    @Test
    void installsAsRootWhereTheOperatorSaysSo() throws IOException {
        stop();
        start(true);
        assertThat(prepare("id -u; touch made")).isEqualTo("0\n");

        var agent = open("agent", Role.AGENT);
        assertThat(run(agent, "id -u; rm made file; ls").strip()).isEqualTo(user(agent));
        assertThat(sandboxes.notes()).anyMatch(note -> note.contains("Install commands are root"));
    }

    @Test
    void refusesWorkspaceThatOtherUsersCannotReach() throws IOException {
        stop();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> start(false))
                .isInstanceOf(SandboxUnavailableException.class)
                .hasMessageContaining("o+x");
        workspaces.destroy();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        start(false);
    }

    private String prepare(String script) throws IOException {
        var sandbox = open("prepare", Role.PREPARE);
        var output = run(sandbox, script);
        sandboxes.seal(layer);
        workspaces.remove(sandbox.layout().root());
        return output;
    }

    private Sandbox open(String name, Role role) throws IOException {
        return sandboxes.open(task.resolve(name), layer, role, "/repo");
    }

    private static String run(Sandbox sandbox, String script) {
        var outcome = sandbox.run(command(script));
        return ((Outcome.Exited) outcome.outcome()).output().text();
    }

    private static SandboxCommand command(String script) {
        return new SandboxCommand(List.of("bash", "-c", script), "", Map.of(), LIMIT, false);
    }

    /** How many users the service holds, by the locks it has. */
    private long held() throws IOException {
        try (var range = UserRange.ofThisMachine()) {
            long held = 0;
            for (int user = UserRange.FIRST; user <= UserRange.LAST; user++) {
                var lock = range.hold(user);
                if (lock == null) {
                    held++;
                } else {
                    lock.release();
                }
            }
            return held;
        }
    }

    private static String user(Sandbox sandbox) throws IOException {
        return Files.getAttribute(sandbox.layout().root(), "unix:gid").toString();
    }

    private static Integer owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
