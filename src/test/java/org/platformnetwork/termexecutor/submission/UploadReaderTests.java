package org.platformnetwork.termexecutor.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.web.TransferRate;
import org.springframework.util.unit.DataSize;

class UploadReaderTests {

    private static final ArchiveLimits LIMITS =
            new ArchiveLimits(
                    DataSize.ofMegabytes(4),
                    10,
                    DataSize.ofMegabytes(1),
                    DataSize.ofMegabytes(1),
                    100,
                    100,
                    10);

    @TempDir Path temporary;
    private final ManualClock clock = new ManualClock();
    private Duration wait = Duration.ZERO;

    /** It was said to be a large archive. */
    @Test
    void longHeaderOfPartIsCalledThat() {
        var body = ServiceClient.multipart("archive" + "x".repeat(1_000_000), new byte[9]);

        assertRefused(body, ErrorCode.UPLOAD_FAILED, "header");
    }

    @Test
    void largeArchiveIsCalledThat() {
        var body = ServiceClient.multipart("archive", new byte[(4 << 20) + 1]);

        assertRefused(body, ErrorCode.ARCHIVE_TOO_LARGE, "larger than");
    }

    /** A hundred seconds pass until the first of 100,000 bytes is there. */
    @Test
    void slowBodyIsCalledThat() {
        var body = ServiceClient.multipart("archive", new byte[100_000]);
        wait = Duration.ofSeconds(100);

        assertRefused(body, ErrorCode.UPLOAD_FAILED, "too slowly");
    }

    @Test
    void charsetThatIsNoneIsTaken() throws IOException {
        var body = ServiceClient.multipart("archive", new byte[9]);

        assertThat(read(ServiceClient.multipartType() + "; charset=none", body)).isNotNull();
    }

    private void assertRefused(byte[] body, ErrorCode code, String message) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> read(ServiceClient.multipartType(), body))
                .withMessageContaining(message)
                .extracting(ApiException::code)
                .isEqualTo(code);
    }

    private Object read(String type, byte[] body) throws IOException {
        var request = new SlowRequest(clock, wait);
        request.setContentType(type);
        request.setContent(body);
        var reader = new UploadReader(LIMITS, this::rate);
        return reader.read(request, temporary.resolve("archive"));
    }

    private TransferRate rate() {
        return new TransferRate(4096, Duration.ofSeconds(10), clock::nanoTime);
    }
}
