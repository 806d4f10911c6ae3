package org.platformnetwork.termexecutor.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.ManualClock;

class ReachabilityTests {

    @Test
    void registryThatSaidNothingCountsAsUnreachableForAWhile() throws Exception {
        var clock = new ManualClock();
        var reachability = new Reachability(address -> false, clock);
        try (var server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            var name = "127.0.0.1:%d/a".formatted(server.getLocalPort());
            var source = new ImageSource(Objects.requireNonNull(ImageName.parse(name)), true);
            assertThat(reachability.canReach(source)).isTrue();

            reachability.recordSilence(source);

            assertThat(reachability.canReach(source)).isFalse();
            clock.advance(Duration.ofMinutes(6));
            assertThat(reachability.canReach(source)).isTrue();
        }
    }
}
