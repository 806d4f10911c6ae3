package org.platformnetwork.termexecutor.submission;

import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletRequestContext;
import org.platformnetwork.termexecutor.web.TransferRate;

/** A request whose body must not arrive too slowly, while it is being read. */
final class PacedRequest extends JakartaServletRequestContext {

    private final TransferRate rate;

    PacedRequest(HttpServletRequest request, TransferRate rate) {
        super(request);
        this.rate = rate;
    }

    /** The body is not worth waiting for. */
    static final class TooSlowException extends IOException {
        @Serial private static final long serialVersionUID = 1L;
    }

    /** Whatever the client names, which need not exist: the names of parts are plain ASCII. */
    @Override
    public Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                rate.resume();
                return counted(super.read(), 1);
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                rate.resume();
                int read = super.read(buffer, offset, length);
                return counted(read, read);
            }
        };
    }

    private int counted(int result, int bytes) throws TooSlowException {
        if (result >= 0 && !rate.keepsUpWith(bytes)) {
            throw new TooSlowException();
        }
        return result;
    }
}
