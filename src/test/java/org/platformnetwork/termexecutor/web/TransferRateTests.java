package org.platformnetwork.termexecutor.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.ManualClock;

class TransferRateTests {

    private final ManualClock clock = new ManualClock();
    private final TransferRate rate =
            new TransferRate(1000, Duration.ofSeconds(10), clock::nanoTime);

    @Test
    void beginningMayBeSlow() {
        clock.advance(Duration.ofSeconds(10));

        assertThat(rate.keepsUpWith(1)).isTrue();
    }

    @Test
    void averageHasToReachTheLeast() {
        clock.advance(Duration.ofSeconds(11));

        assertThat(rate.keepsUpWith(10_999)).isFalse();
        assertThat(rate.keepsUpWith(1)).isTrue();
    }

    @Test
    void stallIsMadeUpForByWhatCameBefore() {
        assertThat(rate.keepsUpWith(500_000_000)).isTrue();
        clock.advance(Duration.ofHours(1));

        assertThat(rate.keepsUpWith(1)).isTrue();
    }

    @Test
    void onlyTheTimeOfTheSenderCounts() {
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofHours(1));
            rate.resume();
            clock.advance(Duration.ofSeconds(2));
            assertThat(rate.keepsUpWith(2000)).isTrue();
        }
        rate.resume();
        clock.advance(Duration.ofSeconds(1));

        assertThat(rate.keepsUpWith(999)).isFalse();
    }

    /** A hundred thousand seconds of a slow line. */
    @Test
    void slowHonestUploadGoesOn() {
        for (int i = 0; i < 100_000; i++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(rate.keepsUpWith(1100)).isTrue();
        }
    }
}
