package org.platformnetwork.termexecutor.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.testing.Mutations;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.web.TransferRate;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

/** Whatever a body holds, an archive comes out of it or the client is told what is wrong. */
public class MultipartFuzzTests {

    private static final ArchiveLimits LIMITS =
            new ArchiveLimits(
                    DataSize.ofBytes(1000),
                    10,
                    DataSize.ofMegabytes(1),
                    DataSize.ofMegabytes(1),
                    100,
                    100,
                    10);

    private static final UploadReader READER =
            new UploadReader(
                    LIMITS, () -> new TransferRate(1, Duration.ofDays(1), System::nanoTime));

    @Test
    void anyBodyIsReadOrRefused() throws Exception {
        Mutations.feed(MultipartFuzzTests::fuzzerTestOneInput, seeds());
    }

    /** What to begin with. */
    public static byte[][] seeds() {
        return new byte[][] {
            with(ServiceClient.multipartType(), ServiceClient.multipart("archive", new byte[9])),
            with(ServiceClient.multipartType(), ServiceClient.multipart("other", new byte[9])),
            with(
                    "multipart/form-data; charset=x; boundary=\"a\"",
                    "--a\r\nContent-Disposition: form-data; name*=UTF-8''fil%65\r\n\r\nx\r\n--a--"
                            .getBytes(StandardCharsets.US_ASCII))
        };
    }

    /** Called by Jazzer, which knows it by its name; the media type comes first, in a line. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        var request = new MockHttpServletRequest("POST", "/submit");
        request.setContentType(new String(input, 0, end, StandardCharsets.ISO_8859_1));
        request.setContent(
                Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length));
        var target = Files.createTempDirectory("multipart").resolve("archive");
        try {
            READER.read(request, target);
            assertThat(target).isNotEmptyFile();
            assertThat(Files.size(target)).isLessThanOrEqualTo(1000);
        } catch (ApiException e) {
            assertThat(e.code())
                    .isIn(
                            ErrorCode.MISSING_ARCHIVE,
                            ErrorCode.UPLOAD_FAILED,
                            ErrorCode.ARCHIVE_TOO_LARGE);
        } finally {
            Files.deleteIfExists(target);
            Files.delete(target.getParent());
        }
    }

    private static byte[] with(String type, byte[] body) {
        var head = (type + "\n").getBytes(StandardCharsets.ISO_8859_1);
        var all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
