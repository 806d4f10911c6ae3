package org.platformnetwork.termexecutor.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;

/**
 * Reads what a command writes without ever being held up by it: the process's own stream would
 * block its reader for as long as an orphan holds the other end, while closing a channel frees it.
 */
final class OutputPipe implements AutoCloseable {

    private static final int BUFFER = 65_536;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long SELF = ProcessHandle.current().pid();

    private final int writer;
    private final Path path;
    private boolean hasWriter = true;
    private final FileInputStream pipe;
    private final FileChannel source;
    private final OutputCapture capture;
    private final Thread reader;

    private OutputPipe(int writer, Path path, OutputCapture capture) throws IOException {
        this.writer = writer;
        this.path = path;
        // A command that runs as another user could not open its own /dev/stdout anew.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw--w--w-"));
        this.pipe = new FileInputStream(path.toFile());
        this.source = pipe.getChannel();
        this.capture = capture;
        // Reading a pipe would hold the carrier of a virtual thread for the whole run.
        this.reader = Thread.ofPlatform().daemon().name("command-output").unstarted(this::read);
    }

    /** Makes a pipe and starts reading. */
    static OutputPipe open(OutputCapture capture) throws IOException {
        Libc.Pipe ends = Libc.pipe();
        try {
            Path path = Path.of("/proc/%d/fd/%d".formatted(SELF, ends.writer()));
            OutputPipe opened = new OutputPipe(ends.writer(), path, capture);
            opened.reader.start();
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            Libc.close(ends.writer());
            throw e;
        } finally {
            Libc.close(ends.reader());
        }
    }

    /** Where a command opens the end to write to, until {@link #leaveToWriters}. */
    Path path() {
        return path;
    }

    /** From now on the pipe ends when the last process that writes to it has closed it. */
    void leaveToWriters() {
        if (hasWriter) {
            hasWriter = false;
            Libc.close(writer);
        }
    }

    /**
     * What was written. A writer that is still alive and silent for the grace is no longer listened
     * to; what it wrote before is not lost, however late this machine lets the reader run.
     */
    CapturedOutput finish(Duration grace) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!Uninterruptible.await(grace, reader::join)
                && isUnread()
                && System.nanoTime() - deadline < 0) {}
        close();
        Uninterruptible.await(TIMEOUT, reader::join);
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
        leaveToWriters();
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
