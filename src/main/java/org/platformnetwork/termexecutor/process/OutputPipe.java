package org.platformnetwork.termexecutor.process;

import static java.nio.file.StandardOpenOption.READ;

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

    private final FileChannel source;
    private final OutputCapture capture;
    private final Thread reader;

    private OutputPipe(FileChannel source, OutputCapture capture) {
        this.source = source;
        this.capture = capture;
        // Reading a pipe would hold the carrier of a virtual thread for the whole run.
        this.reader = Thread.ofPlatform().daemon().name("command-output").unstarted(this::read);
    }

    /** Starts reading; the pipe must have a writer already. */
    static OutputPipe open(Path pipe, OutputCapture capture) throws IOException {
        OutputPipe opened = new OutputPipe(FileChannel.open(pipe, READ), capture);
        opened.reader.start();
        return opened;
    }

    /** What was written; a writer that is still alive after the grace is no longer listened to. */
    CapturedOutput finish(Duration grace) {
        Uninterruptible.await(grace, reader::join);
        close();
        Uninterruptible.await(grace, reader::join);
        return capture.captured();
    }

    @Override
    public void close() {
        try {
            source.close();
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
