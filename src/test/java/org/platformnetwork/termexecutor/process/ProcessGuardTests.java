package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.processesWith;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessGuardTests {

    private final String token = Scripts.token();
    private ProcessGuard guard;
    private Process leader;

    @BeforeEach
    void startGroup() throws IOException {
        guard = ProcessGuard.start();
        String script = "bash -c 'sleep 1000; :' $0 & wait";
        leader = new ProcessBuilder("setsid", "bash", "-c", script, token).start();
        await().until(() -> processesWith(token).size() == 2);
        guard.watch(leader.pid());
    }

    @AfterEach
    void endGroup() {
        guard.release();
        leader.descendants().forEach(ProcessHandle::destroyForcibly);
        leader.destroyForcibly();
    }

    @Test
    void killsTheWholeGroup() {
        assertThat(guard.kill(leader.pid())).isTrue();

        await().until(() -> processesWith(token).isEmpty());
    }

    @Test
    void stopsTheWholeGroup() {
        assertThat(guard.stop(-leader.pid())).isTrue();

        await().until(this::leaderIsStopped);
    }

    @Test
    void killsTheGroupWhenItsInputEnds() throws IOException {
        guard.endInput();

        await().until(() -> processesWith(token).isEmpty());
    }

    @Test
    void saysSoWhenItIsGone() {
        guard.release();

        assertThat(guard.kill(leader.pid())).isFalse();
        assertThat(processesWith(token)).hasSize(2);
    }

    private boolean leaderIsStopped() {
        ProcessStat stat = ProcessStat.read(leader.pid());
        return stat != null && stat.isStopped();
    }
}
