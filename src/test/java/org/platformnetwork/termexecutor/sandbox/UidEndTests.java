package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.RunningProcess;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfRoot
@EnabledIfCommand({"setpriv", "python3", "ipcmk"})
class UidEndTests extends UidSandboxes {

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
        var agent = open("agent", SandboxPhase.AGENT);
        run(agent, script.replace("%s", daemon.replace("'", "")));
        int user = Integer.parseInt(user(agent));

        assertThat(RunningProcess.all()).noneMatch(process -> process.runsAs(user));
    }

    /** No more chains than outrun a scan: without a limit of processes they fill the machine's. */
    @Test
    void forksThatOutrunScansEndWithTheCommand() throws IOException {
        var chain =
                """
                import os, time
                end = time.monotonic() + 10
                for _ in range(3):
                    if os.fork() == 0:
                        os.setsid()
                        while time.monotonic() < end:
                            if os.fork():
                                os._exit(0)
                            os.setsid()
                        os._exit(0)
                """;
        var agent = open("agent", SandboxPhase.AGENT);
        Files.writeString(agent.agentCode().resolve("chain.py"), chain);
        agent.handOver(agent.agentCode());
        run(
                agent,
                "exec env -i python3 '%s' >/dev/null 2>&1"
                        .formatted(agent.agentCode().resolve("chain.py")));
        int user = Integer.parseInt(user(agent));

        assertThat(RunningProcess.all()).noneMatch(process -> process.runsAs(user));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGKILL", "SIGSTOP", "SIGTERM"})
    void processesThatSignalWhoeverComesToEndThemEndWithTheCommand(String signal)
            throws IOException {
        var hunter =
                """
                import os, signal, time
                main = os.getpid()
                if os.fork():
                    time.sleep(0.5)
                    os._exit(0)
                os.setsid()
                os.chdir("/")
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                while os.getppid() == main: pass
                end = time.monotonic() + 90
                while time.monotonic() < end:
                    try: os.kill(-1, signal.%1$s)
                    except ProcessLookupError: pass
                """
                        .formatted(signal);
        var agent = open("agent", SandboxPhase.AGENT);
        Files.writeString(agent.agentCode().resolve("hunter.py"), hunter);
        agent.handOver(agent.agentCode());
        agent.run(
                command(
                        "exec env -i python3 '%s' >/dev/null 2>&1"
                                .formatted(agent.agentCode().resolve("hunter.py"))));
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
        var agent = open("agent", SandboxPhase.AGENT);

        assertThat(run(agent, script.replace("NAME", name))).isEqualTo("3\n");
        assertThat(Path.of("/tmp/" + name + "-fifo")).exists();
        var user = user(agent);
        agent.close();

        for (var directory : List.of("/tmp", "/var/tmp", "/dev/shm")) {
            try (var content = Files.newDirectoryStream(Path.of(directory), name + "*")) {
                assertThat(content).isEmpty();
            }
        }
        for (var table : List.of("shm", "msg", "sem")) {
            assertThat(Path.of("/proc/sysvipc", table)).content().doesNotContain(user);
        }
        assertThat(agent.layout().tree().resolve("file")).exists();
    }

    /** On a tree that it shares it stays open while the change is judged elsewhere. */
    @Test
    void nothingOfACommandInPlaceStaysInPublicPlaces() throws IOException {
        prepare("true");
        var agent = open("agent", SandboxPhase.AGENT);
        agent.close();
        var inPlace = sandboxes.openInPlaceOf(agent, task.resolve("left"));

        run(inPlace, ">/tmp/in-place-$(id -u)");

        assertThat(Path.of("/tmp/in-place-" + user(inPlace))).doesNotExist();
        inPlace.close();
    }

    @Test
    void cleansUpOnAnInterruptedThread() throws IOException {
        var agent = open("agent", SandboxPhase.AGENT);
        int user = Integer.parseInt(user(agent));
        var left = Path.of("/tmp/interrupted-" + user);
        Files.writeString(left, "");
        Files.setAttribute(left, "unix:uid", user);
        Thread.currentThread().interrupt();
        var processResult = agent.run(command("true")).outcome();
        agent.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(processResult).isInstanceOf(ProcessResult.Cancelled.class);
        assertThat(left).doesNotExist();
    }

    @Test
    void usersAreFreeOnceTheirDirectoriesAreRemoved() throws IOException {
        prepare("true");
        var first = open("agent", SandboxPhase.AGENT);
        assertThat(held()).isEqualTo(1);
        open("verify", SandboxPhase.VERIFY);
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

        var agent = open("agent", SandboxPhase.AGENT);
        assertThat(run(agent, "id -u; rm made file; ls").strip()).isEqualTo(user(agent));
        assertThat(sandboxes.notes()).anyMatch(note -> note.contains("Install commands are root"));
    }

    @Test
    void refusesWorkspaceThatOtherUsersCannotReach() throws IOException {
        stop();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
        assertThatThrownBy(() -> start(false))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("o+x");
        workspaces.destroy();
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        start(false);
    }
}
