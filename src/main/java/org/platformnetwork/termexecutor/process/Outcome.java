package org.platformnetwork.termexecutor.process;

import java.time.Duration;

/**
 * How a run ended; whichever it is, what the command started has been ended as {@link
 * ProcessRunner} says.
 */
public sealed interface Outcome {

    /**
     * The command ended by itself or by a signal from elsewhere; a signal shows as 128 plus its
     * number, which a program may also choose to exit with: the two cannot be told apart.
     */
    record Exited(int code, CapturedOutput output, Duration duration) implements Outcome {}

    /** The command ran into its timeout and was killed. */
    record TimedOut(CapturedOutput output, Duration duration) implements Outcome {}

    /** The calling thread was interrupted; its interrupt flag is set again. */
    record Cancelled(CapturedOutput output, Duration duration) implements Outcome {}

    /**
     * Nothing of the command ever ran.
     *
     * @param reason one sentence that names no path of the host
     */
    record NotStarted(String reason) implements Outcome {}
}
