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
 * @param isNegation whether it fails exactly when the test passed before
 */
public record Candidate(
        String path,
        int start,
        String before,
        String replaced,
        String after,
        String harmless,
        String failing,
        boolean isNegation) {

    private static final int CONTEXT = 240;

    static Candidate of(String path, String text, Change change) {
        return new Candidate(
                path,
                change.start(),
                text.substring(Math.max(0, change.start() - CONTEXT), change.start()),
                text.substring(change.start(), change.end()),
                text.substring(change.end(), Math.min(text.length(), change.end() + CONTEXT)),
                change.harmless(),
                change.failing(),
                change.form() == Change.Form.NEGATION || change.form() == Change.Form.COMPARISON);
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
        var whole = before + replaced + after;
        int at = start - before.length();
        if (!text.startsWith(whole, at)) {
            at = text.indexOf(whole);
            if (at < 0 || text.indexOf(whole, at + 1) >= 0) {
                return Optional.empty();
            }
        }
        int from = at + before.length();
        return Optional.of(
                text.substring(0, from) + replacement + text.substring(from + replaced.length()));
    }
}
