package org.platformnetwork.termexecutor.progress;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;

/**
 * How much one answer shows of what commands printed and agents changed. What it does not show is
 * empty, never null: real clients give up at null where they hold text.
 *
 * @param isPublic whether everyone may read it now
 * @param isShown whether this answer has it
 * @param most bytes of each, counted in UTF-8
 */
record OutputVisibility(boolean isPublic, boolean isShown, int most) {

    /** Bytes of each in a snapshot; the whole of it comes from the task's own endpoint. */
    static final int MOST_IN_SNAPSHOT = 16 * 1024;

    static OutputVisibility whole(boolean isPublic) {
        return new OutputVisibility(isPublic, isPublic, Integer.MAX_VALUE);
    }

    static OutputVisibility inSnapshot(boolean isPublic) {
        return new OutputVisibility(isPublic, isPublic, MOST_IN_SNAPSHOT);
    }

    /** None of it, public or not. */
    OutputVisibility leftOut() {
        return new OutputVisibility(isPublic, false, most);
    }

    /**
     * A task's result, as far as these are concerned: without outputs when none are shown, which
     * are in the database only.
     *
     * @return null before the task's end
     */
    @Nullable TaskResult result(Batch batch, TaskState task) {
        var summary = task.summary();
        if (summary == null) {
            return null;
        }
        return isShown ? batch.result(task.id()) : summary.withoutOutputs();
    }

    /** What a command printed, or an agent changed; null if absent. */
    String of(@Nullable String text) {
        return text == null || !isShown ? "" : cut(text, most);
    }

    /** Some lines of what an agent changed. */
    List<String> of(@Nullable List<String> lines) {
        return lines == null || !isShown ? List.of() : lines;
    }

    /** A sentence of ours; behind its first line may follow what a command printed. */
    @Nullable String error(@Nullable String text) {
        return text == null ? null : isShown ? cut(text, most) : sentence(text);
    }

    /** The first line, as a sentence. */
    static String sentence(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).replaceFirst(":$", ".");
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
