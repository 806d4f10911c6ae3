package org.platformnetwork.termexecutor.submission.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.Simultaneously;

/** What holds of nonces, in whatever database. */
abstract class NonceScenarios {

    private static final Duration TTL = Duration.ofDays(7);
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Hotkey ALICE = new Hotkey("alice");
    private static final Hotkey BOB = new Hotkey("bob");

    private final ManualClock clock = new ManualClock();
    private final String databaseUrl;
    private @TempDir Path directory;
    private TestStore store;
    private NonceStore nonces;

    NonceScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        store.store().write(db -> db.sql("delete from nonces").update());
        nonces = new NonceStore(store.store(), new AuthSettings(TTL, false), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

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
    void nonceIsRememberedAcrossRestarts() {
        nonces.consume(ALICE, "n");

        close();
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        nonces = new NonceStore(store.store(), new AuthSettings(TTL, false), clock);

        assertRemembered();
    }

    @Test
    void reapForgetsExpiredNoncesOnly() {
        nonces.consume(ALICE, "early");
        clock.advance(TTL);
        nonces.consume(ALICE, "n");
        clock.advance(TICK);

        nonces.reap();

        List<String> left =
                store.store()
                        .read(db -> db.sql("select nonce from nonces").query(String.class).list());
        assertThat(left).containsExactly("n");
    }

    @Test
    void exactlyOneOfManySimultaneousUsesSucceeds() {
        for (int round = 0; round < 20; round++) {
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
