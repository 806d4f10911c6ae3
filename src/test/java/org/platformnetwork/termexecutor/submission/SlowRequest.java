package org.platformnetwork.termexecutor.submission;

import jakarta.servlet.ServletInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;

/** An upload whose body has its reader wait, the first time. */
final class SlowRequest extends MockHttpServletRequest {

    private final ManualClock clock;
    private Duration wait;

    SlowRequest(ManualClock clock, Duration wait) {
        super("POST", "/submit");
        this.clock = clock;
        this.wait = wait;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new DelegatingServletInputStream(
                new FilterInputStream(super.getInputStream()) {
                    @Override
                    public int read() throws IOException {
                        arrive();
                        return super.read();
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        arrive();
                        return super.read(buffer, offset, length);
                    }
                });
    }

    private void arrive() {
        clock.advance(wait);
        wait = Duration.ZERO;
    }
}
