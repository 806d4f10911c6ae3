package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** What an agent reaches besides the public network: nothing. */
interface NetworkAttacks extends Theme {

    @Test
    default void serviceMachineAndMetadataAreNotReached() throws IOException {
        // Else the attack would ask the machine's own neighbours.
        assumeThat(arena().isolationNotes()).noneMatch(note -> note.contains("host's network"));
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var judged = fight(Duel.python(Hosts.connect(listener.getLocalPort(), arena().port())));

            judged.failsAs("tests_failed");
            assertThat(judged.output()).contains("tried").doesNotContain("reached");
        }
    }

    @Test
    @EnabledIfCommand("npm")
    default void packagesReachNoMoreWhileTheyAreInstalled() throws IOException {
        assumeThat(arena().isolationNotes()).noneMatch(note -> note.contains("host's network"));
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var spy =
                    "import sys; sys.stdout = open('seen', 'a')\n"
                            + Hosts.connect(listener.getLocalPort(), arena().port());
            var judged = fight(InstallationAttacks.duel(spy).agentFile("requirements.txt", ""));

            judged.failsAs("tests_failed");
            assertThat(judged.output()).contains("tried").doesNotContain("reached");
        }
    }
}
