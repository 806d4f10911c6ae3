package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import org.platformnetwork.termexecutor.process.Command.OutputListener;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;

/**
 * Keeps the first and the last half of the limit while the output arrives, so that an endless flood
 * costs no more memory than its limit; one array serves both: the head, then a ring for the tail.
 */
final class OutputCapture {

    private static final int FIRST_SIZE = 8192;
    private static final int LONGEST_CHARACTER = 4;

    private final OutputListener listener;
    private final int limit;
    private final int headSize;
    private byte[] kept;
    private long total;

    /**
     * @param limit bytes that are kept
     * @param listener hears the first half of them
     */
    OutputCapture(int limit, OutputListener listener) {
        this.listener = listener;
        this.limit = limit;
        this.headSize = limit / 2;
        this.kept = new byte[Math.min(limit, FIRST_SIZE)];
    }

    synchronized void append(byte[] bytes, int offset, int length) {
        int heard = (int) Math.min(length, headSize - Math.min(total, headSize));
        if (heard > 0) {
            listener.output(bytes, offset, heard);
        }
        int whole = (int) Math.min(length, limit - Math.min(total, limit));
        keepWhole(bytes, offset, whole);
        int rest = length - whole;
        int skipped = Math.max(0, rest - (limit - headSize));
        total += skipped;
        keepInRing(bytes, offset + whole + skipped, rest - skipped);
    }

    synchronized CapturedOutput captured() {
        if (total <= limit) {
            return new CapturedOutput(new String(kept, 0, (int) total, UTF_8), total, false);
        }
        byte[] tail = tail();
        int headEnd = endOfWholeCharacters(kept, headSize);
        int tailStart = startOfWholeCharacters(tail);
        String head = new String(kept, 0, headEnd, UTF_8);
        long omitted = total - headEnd - (tail.length - tailStart);
        String text =
                head
                        + (head.isEmpty() || head.endsWith("\n") ? "" : "\n")
                        + "[... %d bytes left out ...]\n".formatted(omitted)
                        + new String(tail, tailStart, tail.length - tailStart, UTF_8);
        return new CapturedOutput(text, total, true);
    }

    private void keepWhole(byte[] bytes, int offset, int length) {
        int needed = (int) Math.min(total, limit) + length;
        if (needed > kept.length) {
            kept = Arrays.copyOf(kept, (int) Math.min(limit, Math.max(needed, kept.length * 2L)));
        }
        if (length > 0) {
            System.arraycopy(bytes, offset, kept, (int) total, length);
            total += length;
        }
    }

    private void keepInRing(byte[] bytes, int offset, int length) {
        int copied = 0;
        while (copied < length) {
            int position = ringPosition();
            int count = Math.min(length - copied, limit - position);
            System.arraycopy(bytes, offset + copied, kept, position, count);
            copied += count;
            total += count;
        }
    }

    private int ringPosition() {
        return headSize + (int) ((total - headSize) % (limit - headSize));
    }

    private byte[] tail() {
        if (limit == 0) {
            return new byte[0];
        }
        int oldest = ringPosition();
        byte[] tail = Arrays.copyOfRange(kept, oldest, limit + oldest - headSize);
        System.arraycopy(kept, headSize, tail, limit - oldest, oldest - headSize);
        return tail;
    }

    /** As a decoder that waits for the rest of a character sees it: an invalid byte is whole. */
    private static int endOfWholeCharacters(byte[] bytes, int end) {
        var in = ByteBuffer.wrap(bytes, 0, end);
        UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(in, CharBuffer.allocate(end), false);
        return in.position();
    }

    private static int startOfWholeCharacters(byte[] bytes) {
        int start = 0;
        while (start < LONGEST_CHARACTER - 1
                && start < bytes.length
                && isContinuation(bytes[start])) {
            start++;
        }
        return start;
    }

    private static boolean isContinuation(byte candidate) {
        return (candidate & 0xC0) == 0x80;
    }
}
