package org.platformnetwork.termexecutor.submission;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.archive.ArchiveLimits;
import org.platformnetwork.termexecutor.web.ApiException;
import org.platformnetwork.termexecutor.web.ErrorCode;
import org.springframework.stereotype.Component;

/** Streams the archive part of a multipart body to disk and hashes it on the way, in one pass. */
@Component
final class UploadReader {

    private static final Set<String> PART_NAMES = Set.of("archive", "file");
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_PARTS = 16;

    private final ArchiveLimits limits;

    UploadReader(ArchiveLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads the first {@code archive} or {@code file} part; other parts before it are skipped.
     *
     * @param target where to write; the caller removes it, also after a failure
     * @return the SHA-256 of the archive's bytes
     */
    ArchiveHash read(HttpServletRequest request, Path target) throws IOException {
        if (!JakartaServletFileUpload.isMultipartContent(request)) {
            throw new ApiException(
                    ErrorCode.MISSING_ARCHIVE,
                    "Send the archive as the part 'archive' of a multipart/form-data body.");
        }
        if (request.getContentLengthLong() > limits.maxArchiveBytes().toBytes() + BUFFER) {
            throw tooLarge();
        }
        try (var out =
                Files.newOutputStream(
                        target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            return readPart(request, out);
        }
    }

    private ArchiveHash readPart(HttpServletRequest request, OutputStream out) throws IOException {
        try {
            var upload = new JakartaServletFileUpload<>();
            upload.setMaxFileCount(MAX_PARTS);
            var parts = upload.getItemIterator(request);
            while (parts.hasNext()) {
                var part = parts.next();
                if (PART_NAMES.contains(part.getFieldName())) {
                    return copy(part.getInputStream(), out);
                }
            }
        } catch (FileUploadException e) {
            throw new ApiException(
                    ErrorCode.UPLOAD_FAILED, "The multipart body is damaged or ended early.");
        }
        throw new ApiException(
                ErrorCode.MISSING_ARCHIVE, "The body has no part named 'archive' or 'file'.");
    }

    private ArchiveHash copy(InputStream part, OutputStream out) throws IOException {
        var digest = sha256();
        var buffer = new byte[BUFFER];
        long total = 0;
        while (true) {
            int read;
            try {
                read = part.read(buffer);
            } catch (IOException e) {
                throw new ApiException(
                        ErrorCode.UPLOAD_FAILED, "The upload ended before the archive was whole.");
            }
            if (read < 0) {
                break;
            }
            total += read;
            if (total > limits.maxArchiveBytes().toBytes()) {
                throw tooLarge();
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
        }
        if (total == 0) {
            throw new ApiException(ErrorCode.MISSING_ARCHIVE, "The archive part is empty.");
        }
        return ArchiveHash.of(digest.digest());
    }

    private ApiException tooLarge() {
        return new ApiException(
                ErrorCode.ARCHIVE_TOO_LARGE,
                "The archive is larger than %d bytes."
                        .formatted(limits.maxArchiveBytes().toBytes()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
