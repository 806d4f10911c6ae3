package org.platformnetwork.termexecutor.task;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** A SHA-256 over a list of parts; no two lists of parts read the same. */
final class PartsDigest {

    private final MessageDigest digest = DigestUtils.getSha256Digest();
    private final OutputStream out =
            new DigestOutputStream(OutputStream.nullOutputStream(), digest);

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    void add(@Nullable String text) throws IOException {
        var bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.write(text == null ? 0 : 1);
        add(new ByteArrayInputStream(bytes));
    }

    void addFile(@Nullable Path file) throws IOException {
        if (file == null) {
            add((String) null);
            return;
        }
        try (var in = Files.newInputStream(file)) {
            add(in);
        }
    }

    /** The length follows the bytes, since it is not known before. */
    void add(InputStream in) throws IOException {
        long length = in.transferTo(out);
        out.write(("|" + length + "|").getBytes(StandardCharsets.US_ASCII));
    }
}
