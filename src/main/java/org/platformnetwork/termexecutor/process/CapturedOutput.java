package org.platformnetwork.termexecutor.process;

/**
 * What a command wrote to stdout and stderr, in the order written.
 *
 * @param text all of it, or its beginning and its end with a line in between that says how many
 *     bytes were left out; bytes that are not UTF-8 are shown as U+FFFD
 * @param totalBytes how much was written, whether kept or not
 * @param truncated whether something was left out
 */
public record CapturedOutput(String text, long totalBytes, boolean truncated) {

    /** Of a command that wrote nothing. */
    public static final CapturedOutput EMPTY = new CapturedOutput("", 0, false);
}
