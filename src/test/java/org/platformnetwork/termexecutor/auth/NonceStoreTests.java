package org.platformnetwork.termexecutor.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.Simultaneously;

class NonceStoreTests {

    private static final Duration TTL = Duration.ofDays(7);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Hotkey ALICE = new Hotkey("alice");
    private static final Hotkey BOB = new Hotkey("bob");

    private final ManualClock clock = new ManualClock();
    private final NonceStore nonces = new NonceStore(new AuthSettings(TTL), clock);

    @Test
    void nonceIsGoodOnce() {
        assertThat(nonces.isUsed(ALICE, "n")).isFalse();
        assertThat(nonces.consume(ALICE, "n")).isTrue();
        assertThat(nonces.isUsed(ALICE, "n")).isTrue();
        assertThat(nonces.consume(ALICE, "n")).isFalse();
        assertThat(nonces.consume(ALICE, "N")).isTrue();
        assertThat(nonces.consume(ALICE, "n ")).isTrue();
    }

    @Test
    void nonceBelongsToItsHotkey() {
        nonces.consume(ALICE, "n");

        assertThat(nonces.isUsed(BOB, "n")).isFalse();
        assertThat(nonces.consume(BOB, "n")).isTrue();
    }

    @Test
    void askingDoesNotUseUp() {
        nonces.isUsed(ALICE, "n");

        assertThat(nonces.consume(ALICE, "n")).isTrue();
    }

    @Test
    void nonceIsRememberedForItsTime() {
        nonces.consume(ALICE, "n");

        clock.advance(TTL.minus(TICK));
        assertRemembered();
        clock.advance(TICK);
        assertRemembered();
        clock.advance(TICK);
        assertThat(nonces.isUsed(ALICE, "n")).isFalse();
        assertThat(nonces.consume(ALICE, "n")).isTrue();
        assertThat(nonces.consume(ALICE, "n")).isFalse();
    }

    @Test
    void refusedUseDoesNotProlongTheMemory() {
        nonces.consume(ALICE, "n");
        clock.advance(TTL);
        nonces.consume(ALICE, "n");

        clock.advance(TICK);
        assertThat(nonces.consume(ALICE, "n")).isTrue();
    }

    @Test
    void laterNonceOutlivesEarlierOne() {
        nonces.consume(ALICE, "early");
        clock.advance(Duration.ofDays(1));
        nonces.consume(ALICE, "n");
        clock.advance(TTL);

        assertThat(nonces.isUsed(ALICE, "early")).isFalse();
        assertRemembered();
    }

    @Test
    void onlyTheOldestIsDisplacedAtTheLimit() {
        for (int i = 0; i < NonceStore.MAX_NONCES_PER_HOTKEY - 1; i++) {
            nonces.consume(ALICE, "n" + i);
        }
        nonces.consume(BOB, "n0");
        assertThat(nonces.isUsed(ALICE, "n0")).isTrue();
        nonces.consume(ALICE, "the last that fits");
        assertThat(nonces.isUsed(ALICE, "n0")).isTrue();

        nonces.consume(ALICE, "one too many");

        assertThat(nonces.isUsed(ALICE, "n0")).isFalse();
        assertThat(nonces.isUsed(ALICE, "n1")).isTrue();
        assertThat(nonces.isUsed(ALICE, "one too many")).isTrue();
        assertThat(nonces.isUsed(BOB, "n0")).isTrue();
    }

    @Test
    void replayDisplacesNothing() {
        for (int i = 0; i < NonceStore.MAX_NONCES_PER_HOTKEY; i++) {
            nonces.consume(ALICE, "n" + i);
        }

        assertThat(nonces.consume(ALICE, "n0")).isFalse();
        assertThat(nonces.consume(ALICE, "n5")).isFalse();
        assertThat(nonces.isUsed(ALICE, "n0")).isTrue();
        assertThat(nonces.isUsed(ALICE, "n1")).isTrue();
    }

    @Test
    void exactlyOneOfManySimultaneousUsesSucceeds() {
        for (int round = 0; round < 50; round++) {
            var nonce = "n" + round;

            var results = Simultaneously.call(64, number -> nonces.consume(ALICE, nonce));

            assertThat(results).filteredOn(used -> used).hasSize(1);
        }
    }

    private void assertRemembered() {
        assertThat(nonces.isUsed(ALICE, "n")).isTrue();
        assertThat(nonces.consume(ALICE, "n")).isFalse();
    }
}
