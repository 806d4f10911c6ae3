package org.platformnetwork.termexecutor.batch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** How records lie in the database: as JSON by their components' names, large ones with gzip. */
public final class StoredJson {

    private final JsonMapper json = JsonMapper.builder().build();

    public String write(Object value) {
        return json.writeValueAsString(value);
    }

    public <T> T read(String text, Class<T> type) {
        return json.readValue(text, type);
    }

    public byte[] zip(Object value) {
        var bytes = new ByteArrayOutputStream();
        try (var zipped = new GZIPOutputStream(bytes)) {
            zipped.write(json.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public <T> T unzip(byte[] bytes, Class<T> type) {
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return json.readValue(plain.readAllBytes(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
