package org.platformnetwork.termexecutor.progress;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How much of a task's outputs one answer shows.
 *
 * @param most bytes of each, counted in UTF-8
 * @param printed whether what commands printed is among them
 * @param patch whether the agent's change is
 */
record Outputs(int most, boolean printed, boolean patch) {

    /** Bytes of each in a snapshot; the whole of it comes from the task's own endpoint. */
    static final int MOST_IN_SNAPSHOT = 16 * 1024;

    static final Outputs NONE = new Outputs(Integer.MAX_VALUE, false, false);

    /**
     * @param isPublic whether what commands printed is
     */
    static Outputs whole(boolean isPublic) {
        return new Outputs(Integer.MAX_VALUE, isPublic, true);
    }

    static Outputs inSnapshot(boolean isPublic) {
        return new Outputs(MOST_IN_SNAPSHOT, isPublic, true);
    }

    @Nullable String printed(@Nullable String text) {
        return printed ? cut(text) : null;
    }

    @Nullable String patch(@Nullable String text) {
        return patch ? cut(text) : null;
    }

    /** A sentence of ours; behind its first line may follow what a command printed. */
    @Nullable String error(@Nullable String text) {
        return text == null || printed ? cut(text) : sentence(text);
    }

    /** The first line, as a sentence. */
    static String sentence(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).replaceFirst(":$", ".");
    }

    private @Nullable String cut(@Nullable String text) {
        return text == null ? null : cut(text, most);
    }

    /** At most so many bytes of its beginning, in UTF-8. */
    static String cut(String text, int most) {
        if (text.length() <= most / 3) {
            return text;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(most, bytes.length);
        // Not within a character: its later bytes begin with the bits 10.
        while (end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
