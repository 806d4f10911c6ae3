package org.platformnetwork.termexecutor.process;

import java.time.Duration;

/**
 * How a run ended; whichever it is, what the command started has been ended as {@link
 * ProcessRunner} says.
 */
public sealed interface ProcessResult {

    /** The command ended by itself, or by a signal that is not of this service. */
    record Exited(ExitStatus status, CapturedOutput output, Usage usage) implements ProcessResult {

        public int code() {
            return status.code();
        }
    }

    /** The command ran into its timeout and was killed. */
    record TimedOut(CapturedOutput output, Usage usage) implements ProcessResult {}

    /** The calling thread was interrupted; its interrupt flag is set again. */
    record Cancelled(CapturedOutput output, Usage usage) implements ProcessResult {}

    /**
     * Nothing of the command ever ran.
     *
     * @param reason one sentence that names no path of the host
     */
    record NotStarted(String reason) implements ProcessResult {}

    /**
     * What a command wrote to stdout and stderr, in the order written.
     *
     * @param text all of it, or its beginning and its end with a line in between that says how many
     *     bytes were left out; bytes that are not UTF-8 are shown as U+FFFD
     * @param totalBytes how much was written, whether kept or not
     * @param truncated whether something was left out
     */
    record CapturedOutput(String text, long totalBytes, boolean truncated) {

        /** Of a command that wrote nothing. */
        public static final CapturedOutput EMPTY = new CapturedOutput("", 0, false);
    }

    /**
     * What a command used.
     *
     * @param duration wall time from its start to the end of its main process
     * @param cpuTime user and system time of the command and of every descendant that was waited
     *     for
     * @param peakMemoryBytes the largest resident set of any one of its processes, as {@link
     *     PeakMemory} can tell; 0 when it ended before anything could be seen
     */
    record Usage(Duration duration, Duration cpuTime, long peakMemoryBytes) {

        static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, 0);
    }
}
