package org.platformnetwork.termexecutor.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.util.NetMask;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.ManualClock;

class ConnectionGuardTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MOST = 3;

    private final ManualClock clock = new ManualClock();
    private final List<String> closed = new ArrayList<>();
    private final ConnectionGuard guard =
            new ConnectionGuard(
                    TIMEOUT, MOST, List.of(new NetMask("10.0.0.0/8")::matches), clock::nanoTime);

    @Test
    void headerHasOneTimeInAllHoweverOftenAByteArrives() throws IOException {
        accept("a", "192.0.2.1");
        for (int i = 0; i < 5; i++) {
            clock.advance(TIMEOUT.dividedBy(5));
            guard.arrives("a");
            guard.waits("a", true);
            guard.sweep();
            assertThat(closed).isEmpty();
        }

        clock.advance(Duration.ofMillis(1));
        guard.sweep();

        assertThat(closed).containsExactly("a");
    }

    @Test
    void silentConnectionHasTheSameTime() throws IOException {
        accept("a", "192.0.2.1");
        clock.advance(TIMEOUT.plusMillis(1));
        guard.sweep();

        assertThat(closed).containsExactly("a");
    }

    @Test
    void requestsMayTakeAsLongAsTheyLike() throws IOException {
        accept("a", "192.0.2.1");
        guard.arrives("a");
        clock.advance(TIMEOUT.multipliedBy(100));
        guard.sweep();

        assertThat(closed).isEmpty();
    }

    @Test
    void timeOfTheNextHeaderBeginsWithItsFirstByte() throws IOException {
        accept("a", "192.0.2.1");
        guard.arrives("a");
        guard.waits("a", false);
        clock.advance(TIMEOUT.multipliedBy(2));
        guard.sweep();
        guard.arrives("a");
        guard.waits("a", true);
        clock.advance(TIMEOUT);
        guard.sweep();
        assertThat(closed).isEmpty();

        clock.advance(Duration.ofMillis(1));
        guard.sweep();

        assertThat(closed).containsExactly("a");
    }

    @Test
    void oldestOfTooManyOfOneAddressGoes() throws IOException {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            accept(name, "192.0.2.1");
        }
        accept("other", "192.0.2.2");

        assertThat(closed).containsExactly("a", "b");
    }

    @Test
    void connectionsThatAreServedDoNotCount() throws IOException {
        for (var name : List.of("a", "b", "c", "d", "e")) {
            accept(name, "192.0.2.1");
            guard.arrives(name);
        }
        assertThat(closed).isEmpty();

        for (var name : List.of("a", "b", "c", "d", "e")) {
            guard.waits(name, false);
        }
        assertThat(closed).containsExactly("a", "b");
    }

    @Test
    void networkOfOneCustomerCountsAsOneInIpv6() throws IOException {
        for (int i = 0; i < 5; i++) {
            accept("same " + i, "2a01:4f8:1:2::" + i);
            accept("other " + i, "2a01:4f8:1:" + (i + 3) + "::1");
        }

        assertThat(closed).containsExactly("same 0", "same 1");
    }

    @Test
    void proxyMayHaveAnyNumber() throws IOException {
        for (int i = 0; i < 100; i++) {
            accept("a" + i, "10.1.2.3");
        }
        assertThat(closed).isEmpty();

        clock.advance(TIMEOUT.plusMillis(1));
        guard.sweep();

        assertThat(closed).hasSize(100);
    }

    private void accept(String name, String address) throws IOException {
        guard.accepted(
                name,
                InetAddress.getByName(address),
                () -> {
                    closed.add(name);
                    guard.closed(name);
                });
    }
}
