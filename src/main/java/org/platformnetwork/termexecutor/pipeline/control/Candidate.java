package org.platformnetwork.termexecutor.pipeline.control;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One place at which a test can be made to fail. It is found again by the text around it, also in
 * another version of the file.
 *
 * @param path of the file, relative to the repository; empty for the script itself
 * @param start offset of {@code replaced} in the text it was found in
 * @param before some of the text in front of it
 * @param replaced what is replaced; may be empty
 * @param after some of the text behind it
 * @param harmless the replacement that changes no result
 * @param failing the replacement with which the test must fail, with places for drawn values
 * @param kind what is changed
 */
public record Candidate(
        String path,
        int start,
        String before,
        String replaced,
        String after,
        String harmless,
        String failing,
        Kind kind) {

    /** What a change is made to, and so which products pass all the same. */
    public enum Kind {
        /** What is expected: a product that equals everything passes. */
        VALUE,
        /** Whether it is expected: the test fails exactly where it passed before. */
        NEGATION,
        /** Nothing: the test fails at its end. */
        END
    }

    private static final int CONTEXT = 240;
    private static final int LEAST_CONTEXT = 30;

    static Candidate of(String path, String text, Change change) {
        return new Candidate(
                path,
                change.start(),
                text.substring(Math.max(0, change.start() - CONTEXT), change.start()),
                text.substring(change.start(), change.end()),
                text.substring(change.end(), Math.min(text.length(), change.end() + CONTEXT)),
                change.harmless(),
                change.failing(),
                change.form().kind());
    }

    public boolean isInScript() {
        return path.isEmpty();
    }

    /**
     * The text with the harmless replacement; empty when the place is not there, or not the only
     * one of its kind.
     */
    public Optional<String> harmless(String text) {
        return with(text, harmless);
    }

    /**
     * The text with the failing replacement.
     *
     * @param random draws the values in it
     * @return empty as with {@link #harmless(String)}
     */
    public Optional<String> failing(String text, RandomGenerator random) {
        return with(text, Change.drawn(failing, replaced, random));
    }

    private Optional<String> with(String text, String replacement) {
        int from = place(text);
        return from < 0
                ? Optional.empty()
                : Optional.of(
                        text.substring(0, from)
                                + replacement
                                + text.substring(from + replaced.length()));
    }

    /** Where it is, by as much of the text around it as there still is but once; else -1. */
    private int place(String text) {
        if (text.startsWith(before + replaced + after, start - before.length())) {
            return start;
        }
        int toLine = before.length() - before.lastIndexOf('\n') - 1;
        int line = after.indexOf('\n');
        int ofLine = line < 0 ? after.length() : line;
        for (int context = CONTEXT; context >= LEAST_CONTEXT; context /= 2) {
            int found = place(text, context, context);
            found = found >= 0 ? found : place(text, context, ofLine);
            found = found >= 0 ? found : place(text, toLine, context);
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    private int place(String text, int most, int mostBehind) {
        var front = before.substring(Math.max(0, before.length() - most));
        var around = front + replaced + after.substring(0, Math.min(mostBehind, after.length()));
        int at = around.length() < LEAST_CONTEXT ? -1 : text.indexOf(around);
        return at < 0 || text.indexOf(around, at + 1) >= 0 ? -1 : at + front.length();
    }
}
