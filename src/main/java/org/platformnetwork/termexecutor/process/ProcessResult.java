package org.platformnetwork.termexecutor.process;

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
}
