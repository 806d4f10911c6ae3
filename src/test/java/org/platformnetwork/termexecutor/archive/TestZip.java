package org.platformnetwork.termexecutor.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zips byte by byte, so that each field can lie. */
final class TestZip {
    static final int FILE = 0100644;
    static final int SYMLINK = 0120777;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int count;

    /** One entry, consistent until a field is changed. */
    static final class Entry {
        byte[] name;
        byte[] localName;
        byte[] data;
        byte[] extra = {};
        byte[] localExtra = {};
        byte[] behind = {};
        int mode = FILE;
        int method = 8;
        int flags;
        int crc;
        int size;
        int localSize;
        int compressed;
        int offset = -1;

        Entry(String name, byte[] content) {
            this.name = name.getBytes(StandardCharsets.UTF_8);
            localName = this.name;
            data = deflate(content);
            compressed = data.length;
            size = content.length;
            localSize = size;
            CRC32 sum = new CRC32();
            sum.update(content);
            crc = (int) sum.getValue();
        }

        Entry stored(byte[] content) {
            method = 0;
            data = content;
            compressed = content.length;
            return this;
        }
    }

    static Entry entry(String name, String content) {
        return new Entry(name, content.getBytes(StandardCharsets.UTF_8));
    }

    static Entry entry(String name, int mode) {
        Entry entry = entry(name, "x");
        entry.mode = mode;
        return entry;
    }

    TestZip add(Entry entry) {
        int at = entry.offset >= 0 ? entry.offset : body.size();
        if (entry.offset < 0) {
            ByteBuffer local = buffer(30 + entry.localName.length + entry.localExtra.length);
            local.putInt(0x04034b50).putShort((short) 20).putShort((short) entry.flags);
            local.putShort((short) entry.method).putInt(0).putInt(entry.crc);
            local.putInt(entry.compressed).putInt(entry.localSize);
            local.putShort((short) entry.localName.length);
            local.putShort((short) entry.localExtra.length);
            local.put(entry.localName).put(entry.localExtra);
            body.writeBytes(content(local));
            body.writeBytes(entry.data);
            body.writeBytes(entry.behind);
        }
        ByteBuffer central = buffer(46 + entry.name.length + entry.extra.length);
        central.putInt(0x02014b50).putShort((short) 0x0314).putShort((short) 20);
        central.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
        central.putInt(entry.crc).putInt(entry.compressed).putInt(entry.size);
        central.putShort((short) entry.name.length).putShort((short) entry.extra.length);
        central.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        central.putInt(entry.mode << 16).putInt(at).put(entry.name).put(entry.extra);
        directory.writeBytes(content(central));
        count++;
        return this;
    }

    int bodyLength() {
        return body.size();
    }

    byte[] bytes() {
        return bytes(count);
    }

    byte[] bytes(int claimedCount) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(body.toByteArray());
        all.writeBytes(directory.toByteArray());
        ByteBuffer end = buffer(22).putInt(0x06054b50).putInt(0);
        end.putShort((short) claimedCount).putShort((short) claimedCount);
        end.putInt(directory.size()).putInt(body.size()).putShort((short) 0);
        all.writeBytes(content(end));
        return all.toByteArray();
    }

    static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The whole buffer, which must be full. */
    static byte[] content(ByteBuffer full) {
        byte[] content = new byte[full.flip().remaining()];
        full.get(content);
        return content;
    }

    private static byte[] deflate(byte[] content) {
        try (Deflater deflater = new Deflater(9, true)) {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] chunk = new byte[4096];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        }
    }
}
