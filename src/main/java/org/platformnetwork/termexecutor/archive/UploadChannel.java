package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An upload as the library reads it, metered: the library keeps headers of any length and number in
 * memory, so what it may read at a stretch is limited from below.
 */
final class UploadChannel implements SeekableByteChannel {
    private static final int ZIP_CENTRAL_HEADER = 0x504b0102;

    private final FileChannel file;
    private long bytesLeft = Long.MAX_VALUE;
    private int headersLeft = Integer.MAX_VALUE;
    private int lastWord;

    /** Our disk, not the sender, is at fault. */
    static final class ReadFailure extends IOException {
        private static final long serialVersionUID = 1L;

        ReadFailure(IOException cause) {
            super("Reading an upload failed", cause);
        }
    }

    UploadChannel(Path archive) throws IOException {
        file = FileChannel.open(archive, StandardOpenOption.READ);
    }

    /** From now on refuses once {@code bytes} bytes or {@code headers} zip headers are read. */
    void allow(long bytes, int headers) {
        bytesLeft = bytes;
        headersLeft = headers;
    }

    /** The first four bytes of the last read, big endian; 0 if it had fewer. */
    int lastWord() {
        return lastWord;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count;
        try {
            count = file.read(target);
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
        lastWord = count < Integer.BYTES ? 0 : target.getInt(start);
        bytesLeft -= Math.max(count, 0);
        if (bytesLeft < 0) {
            throw new InvalidArchiveException("The archive has overlong headers");
        }
        if (lastWord == ZIP_CENTRAL_HEADER && --headersLeft < 0) {
            throw new InvalidArchiveException("The archive has more entries than allowed");
        }
        return count;
    }

    @Override
    public long position() throws IOException {
        try {
            return file.position();
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        try {
            file.position(position);
            return this;
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    @Override
    public long size() throws IOException {
        try {
            return file.size();
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }
}
