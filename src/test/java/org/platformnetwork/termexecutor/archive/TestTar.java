package org.platformnetwork.termexecutor.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Writes tars block by block, so that each field can lie. */
final class TestTar {
    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();

    TestTar file(String name, String content) {
        return raw(name, '0', 0644, content.getBytes(StandardCharsets.UTF_8));
    }

    TestTar raw(String name, char type, int mode, byte[] content) {
        return header(name, type, mode, content.length).content(content);
    }

    TestTar pax(char type, String... records) {
        StringBuilder text = new StringBuilder();
        for (String record : records) {
            int length = record.getBytes(StandardCharsets.UTF_8).length + 2;
            int digits = Integer.toString(length).length();
            digits = Integer.toString(length + digits).length();
            text.append(length + digits).append(' ').append(record).append('\n');
        }
        return raw("pax", type, 0644, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    TestTar header(String name, char type, int mode, long size) {
        byte[] block = new byte[512];
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, 0, Math.min(100, bytes.length));
        put(block, 100, "%07o\0".formatted(mode));
        put(block, 124, "%011o\0".formatted(size));
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 257, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, "%06o\0 ".formatted(sum));
        blocks.writeBytes(block);
        return this;
    }

    TestTar content(byte[] content) {
        blocks.writeBytes(content);
        blocks.writeBytes(new byte[-content.length & 511]);
        return this;
    }

    TestTar end() {
        return content(new byte[1024]);
    }

    byte[] blocks() {
        return blocks.toByteArray();
    }

    byte[] gzip() {
        return gzip(blocks());
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
