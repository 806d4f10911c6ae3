package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.LONG;
import static org.platformnetwork.termexecutor.process.Scripts.bash;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.PosixSpawn.SpawnFailedException;
import org.platformnetwork.termexecutor.process.ProcessMarkers.RunMark;

class LibcTests {

    private static final Path NOWHERE = Path.of("/dev/null");

    @TempDir Path directory;

    @Test
    void awaitEndKeepsThePidUntilReap() throws Exception {
        int pid = start("exit 3");

        Libc.awaitEnd(pid);

        assertThat(Objects.requireNonNull(ProcessStat.read(pid)).state()).isEqualTo('Z');
        assertThat(ExitStatus.ofWait(Libc.reap(pid).status())).isEqualTo(new ExitStatus(3, null));
        assertThat(ProcessStat.read(pid)).isNull();
    }

    /** Why {@link PeakMemory} is needed: the command takes far less than what the kernel tells. */
    @Test
    void reapTellsTheMemoryOfThisVirtualMachineForASmallCommand() throws Exception {
        Libc.Ended ended = Libc.reap(start("true"));

        assertThat(ended.maxRss()).isBetween(30_000_000L, 30_000_000_000L);
    }

    @Test
    void refusesChildrenOfOthers() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Libc.awaitEnd(1))
                .withMessage("waitid failed with errno 10");
        assertThatIllegalStateException()
                .isThrownBy(() -> Libc.reap(1))
                .withMessage("wait4 failed with errno 10");
    }

    @Test
    void killReachesProcessesAndGroups() throws Exception {
        int pid = start("sleep 1000");

        assertThat(Libc.kill(pid, Libc.SIGSTOP)).isTrue();
        await().until(() -> Objects.requireNonNull(ProcessStat.read(pid)).isStopped());
        assertThat(Libc.kill(-pid, Libc.SIGKILL)).isTrue();

        assertThat(ExitStatus.ofWait(Libc.reap(pid).status()).signal()).isEqualTo("SIGKILL");
        assertThat(Libc.kill(pid, Libc.SIGKILL)).isFalse();
    }

    private int start(String script) throws SpawnFailedException {
        return PosixSpawn.start(
                "/bin/bash", bash(directory, LONG, script), RunMark.random("test"), NOWHERE);
    }
}
