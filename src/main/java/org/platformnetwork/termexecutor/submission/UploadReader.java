package org.platformnetwork.termexecutor.submission;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.BodyPace;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.platformnetwork.termexecutor.web.TransferRate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Streams the archive part of a multipart body to disk and hashes it on the way, in one pass. */
@Component
final class UploadReader {

    private static final Set<String> PART_NAMES = Set.of("archive", "file");
    private static final String FORM_DATA = "multipart/form-data";

    /** What a body may hold besides the archive: boundaries, headers, other parts. */
    private static final long MAX_OTHER_BYTES = 1024 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final int MAX_PARTS = 16;

    private final ArchiveLimits limits;
    private final Supplier<TransferRate> rate;

    @Autowired
    UploadReader(ArchiveLimits limits, BodyPace pace) {
        this(limits, pace::upload);
    }

    /**
     * @param rate of each upload, from the time of the call on
     */
    UploadReader(ArchiveLimits limits, Supplier<TransferRate> rate) {
        this.limits = limits;
        this.rate = rate;
    }

    /**
     * Reads the first {@code archive} or {@code file} part; other parts before it are skipped.
     *
     * @param target where to write; the caller removes it, also after a failure
     * @return the SHA-256 of the archive's bytes
     */
    ArchiveHash read(HttpServletRequest request, Path target) throws IOException {
        var type = request.getContentType();
        if (type == null || !type.regionMatches(true, 0, FORM_DATA, 0, FORM_DATA.length())) {
            throw new ApiException(
                    ErrorCode.MISSING_ARCHIVE,
                    "Send the archive as the part 'archive' of a multipart/form-data body.");
        }
        try (var out =
                Files.newOutputStream(
                        target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return copy(archivePart(request), out);
        }
    }

    private InputStream archivePart(HttpServletRequest request) {
        var upload = new JakartaServletFileUpload<>();
        upload.setMaxSize(maxBytes());
        try {
            var parts = upload.getItemIterator(new PacedRequest(request, rate.get()));
            for (int count = 0; count < MAX_PARTS && parts.hasNext(); count++) {
                var part = parts.next();
                var name = part.getFieldName();
                if (name != null && PART_NAMES.contains(name)) {
                    return part.getInputStream();
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
        throw new ApiException(
                ErrorCode.MISSING_ARCHIVE,
                "The body's first %d parts include none named 'archive' or 'file'."
                        .formatted(MAX_PARTS));
    }

    private ArchiveHash copy(InputStream part, OutputStream out) throws IOException {
        var digest = ArchiveHash.digest();
        var buffer = new byte[BUFFER];
        long total = 0;
        int read;
        while ((read = read(part, buffer)) >= 0) {
            total += read;
            if (total > limits.maxArchiveBytes().toBytes()) {
                throw tooLarge();
            }
            digest.update(buffer, 0, read);
            try {
                out.write(buffer, 0, read);
            } catch (IOException e) {
                throw StoreUnavailableException.of(e);
            }
        }
        if (total == 0) {
            throw new ApiException(ErrorCode.MISSING_ARCHIVE, "The archive part is empty.");
        }
        return ArchiveHash.of(digest.digest());
    }

    private int read(InputStream part, byte[] buffer) {
        try {
            return part.read(buffer);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private long maxBytes() {
        return limits.maxArchiveBytes().toBytes() + MAX_OTHER_BYTES;
    }

    private ApiException broken(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PacedRequest.TooSlowException) {
                return new ApiException(
                        ErrorCode.UPLOAD_FAILED, "The body arrives too slowly, on average.");
            }
            if (cause instanceof FileUploadSizeException size) {
                return size.getPermitted() == maxBytes() ? tooLarge() : longHeader(size);
            }
        }
        return new ApiException(
                ErrorCode.UPLOAD_FAILED, "The multipart body is damaged or ended early.");
    }

    private static ApiException longHeader(FileUploadSizeException size) {
        return new ApiException(
                ErrorCode.UPLOAD_FAILED,
                "A part's header in the multipart body is longer than %d bytes."
                        .formatted(size.getPermitted()));
    }

    private ApiException tooLarge() {
        return new ApiException(
                ErrorCode.ARCHIVE_TOO_LARGE,
                "The archive is larger than %d bytes."
                        .formatted(limits.maxArchiveBytes().toBytes()));
    }
}
