package org.platformnetwork.termexecutor.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;

/**
 * A file as a browser gets it; all of them are text.
 *
 * @param tag changes when the content does, in quotes as the header {@code ETag} has it
 */
record PageFile(String content, MediaType type, String tag) {

    /** Reads a file whose type is known by its ending. */
    static PageFile of(String name, Resource file) {
        try {
            var content = file.getContentAsByteArray();
            return new PageFile(
                    new String(content, StandardCharsets.UTF_8),
                    typeOf(name),
                    '"' + DigestUtils.md5DigestAsHex(content) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MediaType typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
            case "js" -> new MediaType("text", "javascript", StandardCharsets.UTF_8);
            case "css" -> new MediaType("text", "css", StandardCharsets.UTF_8);
            case "svg" -> new MediaType("image", "svg+xml", StandardCharsets.UTF_8);
            default -> throw new IllegalStateException("a file of an unknown type: " + name);
        };
    }
}
