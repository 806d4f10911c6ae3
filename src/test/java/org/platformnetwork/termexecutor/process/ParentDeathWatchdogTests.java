package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.processesWith;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParentDeathWatchdogTests {

    private final ParentDeathWatchdog guard = new ParentDeathWatchdog();
    private final List<Process> leaders = new ArrayList<>();
    private final String watched = Scripts.token();
    private final String left = Scripts.token();

    @BeforeEach
    void startGroups() throws IOException {
        guard.start();
        guard.watch(leader(watched).pid());
        var other = leader(left).pid();
        guard.watch(other);
        guard.leave(other);
    }

    private Process leader(String token) throws IOException {
        var script = "bash -c 'sleep 1000; :' $0 & wait";
        var leader = new ProcessBuilder("setsid", "bash", "-c", script, token).start();
        leaders.add(leader);
        await().until(() -> processesWith(token).size() == 2);
        return leader;
    }

    @AfterEach
    void endGroups() throws IOException {
        guard.endInput();
        for (var leader : leaders) {
            leader.descendants().forEach(ProcessHandle::destroyForcibly);
            leader.destroyForcibly();
        }
    }

    @Test
    void killsTheGroupsThatItWatchesWhenItsInputEnds() throws Exception {
        guard.endInput();

        await().until(() -> processesWith(watched).isEmpty());
        await().until(() -> !guardIsAlive());
        assertThat(processesWith(left)).hasSize(2);
    }

    @Test
    void oneThatWasKilledIsReplacedAndKnowsTheGroupsOfItsPredecessor() throws Exception {
        guard.process().orElseThrow().destroyForcibly().waitFor();

        guard.start();
        guard.endInput();

        await().until(() -> processesWith(watched).isEmpty());
        assertThat(processesWith(left)).hasSize(2);
    }

    private boolean guardIsAlive() {
        return guard.process().orElseThrow().isAlive();
    }
}
