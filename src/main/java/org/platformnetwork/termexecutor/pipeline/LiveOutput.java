package org.platformnetwork.termexecutor.pipeline;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.process.Command.OutputListener;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;

/**
 * Passes on what a command prints while it runs: the first piece at once, further ones a tenth of a
 * second apart, however many small writes the command makes. Whoever takes the pieces may be slow;
 * the command does not wait for it, since all that it can hear fits into memory.
 */
final class LiveOutput implements OutputListener {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final Consumer<String> taker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final Thread thread;

    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private byte[] undecoded = {};
    private int passed;
    private boolean hasEnded;

    /**
     * @param taker of pieces, on a thread of this object's own until the end
     */
    LiveOutput(Consumer<String> taker) {
        this.taker = taker;
        this.thread = Thread.ofVirtual().name("live-output").start(this::pass);
    }

    @Override
    public void output(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            heard.write(bytes, offset, length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The command has ended: what was not passed on yet follows.
     *
     * @param output all that is kept of it; what was heard is its beginning
     */
    void end(CapturedOutput output) {
        lock.lock();
        try {
            hasEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        join();
        var text = output.text();
        if (passed < text.length()) {
            taker.accept(text.substring(passed));
        }
    }

    /** The thread ends by itself; an interrupt means the task, which goes on to its end. */
    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass() {
        for (var bytes = next(); bytes.length > 0; bytes = next()) {
            var text = decoded(bytes);
            if (!text.isEmpty()) {
                taker.accept(text);
                passed += text.length();
            }
        }
    }

    /** Waits for output; none is left when this is empty. */
    private byte[] next() {
        lock.lock();
        try {
            long rest = passed == 0 ? 0 : INTERVAL;
            while (!hasEnded && (heard.size() == 0 || rest > 0)) {
                if (rest > 0) {
                    rest = changed.awaitNanos(rest);
                } else {
                    changed.awaitUninterruptibly();
                }
            }
            var bytes = hasEnded ? new byte[0] : heard.toByteArray();
            heard.reset();
            return bytes;
        } catch (InterruptedException e) {
            throw new IllegalStateException("this thread is never interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** The beginning of a character waits for its end. */
    private String decoded(byte[] bytes) {
        var in = ByteBuffer.allocate(undecoded.length + bytes.length).put(undecoded).put(bytes);
        in.flip();
        var out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, false);
        undecoded = new byte[in.remaining()];
        in.get(undecoded);
        return out.flip().toString();
    }
}
