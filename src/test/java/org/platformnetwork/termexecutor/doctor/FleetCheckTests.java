package org.platformnetwork.termexecutor.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.doctor.Finding.Grade;
import org.platformnetwork.termexecutor.fleet.channel.ChannelSettings;
import org.platformnetwork.termexecutor.fleet.channel.InternalServer;
import org.platformnetwork.termexecutor.sandbox.Isolation;

class FleetCheckTests {

    @TempDir Path directory;

    private ChannelSettings settings(String url, String key) throws IOException {
        var file = directory.resolve("key");
        Files.writeString(file, key);
        return new ChannelSettings(file.toString(), "", 0, "", "", url, "");
    }

    private static List<Grade> grades(List<Finding> findings) {
        return findings.stream().map(Finding::grade).toList();
    }

    @Test
    void workerThatHasEverythingIsFine()
            throws IOException, LifecycleException, InterruptedException {
        try (var coordinator = new InternalServer(directory, InstantSource.system());
                var temporal = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = settings(coordinator.url(), InternalServer.SECRET);
            var check =
                    new FleetCheck(
                            settings, "127.0.0.1:" + temporal.getLocalPort(), Isolation.NAMESPACES);

            assertThat(check.isMeant()).isTrue();
            assertThat(grades(check.findings())).hasSize(4).containsOnly(Grade.OK);
        }
    }

    @Test
    void eachThingThatIsMissingIsAnError()
            throws IOException, LifecycleException, InterruptedException {
        try (var coordinator = new InternalServer(directory, InstantSource.system())) {
            var other = "another key of the fleet, of 32 bytes or more";
            var check =
                    new FleetCheck(
                            settings(coordinator.url(), other), "127.0.0.1:1", Isolation.UID);

            var findings = check.findings();

            assertThat(grades(findings))
                    .containsExactly(Grade.OK, Grade.ERROR, Grade.ERROR, Grade.ERROR);
            assertThat(findings.get(1).text()).contains("FLEET_KEY_FILE");
            assertThat(findings.get(2).subject()).isEqualTo("TEMPORAL_ADDRESS");
            assertThat(findings.get(3).text()).contains("level namespaces");
        }
    }

    @Test
    void coordinatorWithAnotherTimeIsNamed()
            throws IOException, LifecycleException, InterruptedException {
        var ahead = (InstantSource) () -> InstantSource.system().instant().plusSeconds(3600);
        try (var coordinator = new InternalServer(directory, ahead)) {
            var check =
                    new FleetCheck(settings(coordinator.url(), InternalServer.SECRET), "", null);

            assertThat(check.findings().get(1).text()).contains("clocks");
        }
    }

    @Test
    void shortKeyIsNamed() throws IOException, InterruptedException {
        var check = new FleetCheck(settings("http://127.0.0.1:1", "short"), "", null);

        assertThat(check.findings().getFirst().text()).contains("FLEET_KEY_FILE", "32 bytes");
    }

    @Test
    void serviceWithoutACoordinatorIsNoWorker() throws IOException {
        assertThat(new FleetCheck(settings("", ""), "", null).isMeant()).isFalse();
    }
}
