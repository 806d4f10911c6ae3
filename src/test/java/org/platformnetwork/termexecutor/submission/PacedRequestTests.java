package org.platformnetwork.termexecutor.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.web.TransferRate;

class PacedRequestTests {

    private static final Duration LONG = Duration.ofHours(1);

    private final ManualClock clock = new ManualClock();

    @Test
    void timeInWhichNobodyReadsIsTheServersOwn() throws IOException {
        try (var body = paced(Duration.ZERO).getInputStream()) {
            clock.advance(LONG);
            assertThat(body.read(new byte[2])).isEqualTo(2);
            clock.advance(LONG);
            assertThat(body.read()).isEqualTo(3);
            clock.advance(LONG);
            assertThat(body.read(new byte[2])).isEqualTo(1);
            assertThat(body.read()).isNegative();
        }
    }

    @Test
    void timeOfBlockReadIsTheClients() throws IOException {
        try (var body = paced(LONG).getInputStream()) {
            assertThatExceptionOfType(PacedRequest.TooSlowException.class)
                    .isThrownBy(() -> body.read(new byte[2]));
        }
    }

    @Test
    void timeOfByteReadIsTheClients() throws IOException {
        try (var body = paced(LONG).getInputStream()) {
            assertThatExceptionOfType(PacedRequest.TooSlowException.class).isThrownBy(body::read);
        }
    }

    private PacedRequest paced(Duration wait) {
        var request = new SlowRequest(clock, wait);
        request.setContent(new byte[] {1, 2, 3, 4});
        return new PacedRequest(
                request, new TransferRate(4096, Duration.ofSeconds(10), clock::nanoTime));
    }
}
