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
    void killsTheGroupWhenItsInputEnds() throws IOException {
        guard.endInput();

        await().until(() -> processesWith(token).isEmpty());
    }

    @Test
    void leavesTheGroupAloneWhenReleased() {
        long pid = guardPid();

        guard.release();

        await().until(() -> !ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertThat(processesWith(token)).hasSize(2);
    }

    private long guardPid() {
        return Long.parseLong(guard.pipe().getName(1).toString());
    }
}
