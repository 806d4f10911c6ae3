package org.platformnetwork.termexecutor.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Reads what a command writes without ever being held up by it: the process's own stream would
 * block its reader for as long as an orphan holds the other end, while closing a channel frees it.
 */
final class OutputPipe implements AutoCloseable {

    private static final int BUFFER = 65_536;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FileInputStream pipe;
    private final FileChannel source;
    private final OutputCapture capture;
    private final Thread reader;

    private OutputPipe(FileInputStream pipe, OutputCapture capture) {
        this.pipe = pipe;
        this.source = pipe.getChannel();
        this.capture = capture;
        // Reading a pipe would hold the carrier of a virtual thread for the whole run.
        this.reader = Thread.ofPlatform().daemon().name("command-output").unstarted(this::read);
    }

    /** Starts reading; the pipe must have a writer already. */
    static OutputPipe open(Path pipe, OutputCapture capture) throws IOException {
        OutputPipe opened = new OutputPipe(new FileInputStream(pipe.toFile()), capture);
        opened.reader.start();
        return opened;
    }

    /**
     * What was written. A writer that is still alive and silent for the grace is no longer listened
     * to; what it wrote before is not lost, however late this machine lets the reader run.
     */
    CapturedOutput finish(Duration grace) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Uninterruptible.await(grace, reader::join)
                && isUnread()
                && System.nanoTime() - deadline < 0) {}
        close();
        Uninterruptible.await(PATIENCE, reader::join);
        return capture.captured();
    }

    private boolean isUnread() {
        try {
            return pipe.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (source.read(buffer) >= 0) {
                capture.append(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (IOException _) {
            // Closed by finish: what was read until then counts.
        }
    }
}
