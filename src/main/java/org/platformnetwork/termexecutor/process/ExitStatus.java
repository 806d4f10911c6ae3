package org.platformnetwork.termexecutor.process;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended; {@code exit 137} and a SIGKILL have one code, and differ in the signal.
 *
 * @param code 128 plus the signal's number when a signal ended it, as shells report it
 * @param signal such as {@code SIGKILL}; null when it exited by itself
 */
public record ExitStatus(int code, @Nullable String signal) {

    private static final String[] NAMES =
            """
            HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT \
            CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS\
            """
                    .split(" ");
    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST_SIGNAL = 64;

    /** Decodes a status of wait(2), as the macros WIFEXITED and WIFSIGNALED of glibc do. */
    static ExitStatus ofWait(int status) {
        int signal = status & 0x7F;
        return signal == 0
                ? new ExitStatus((status >> 8) & 0xFF, null)
                : new ExitStatus(128 + signal, name(signal));
    }

    /** Decodes the exit code of a program that ends as the one it ran: shells, bubblewrap. */
    public static ExitStatus reported(int code) {
        boolean signal = code > 128 && code <= 128 + LAST_SIGNAL;
        return new ExitStatus(code, signal ? name(code - 128) : null);
    }

    /** The numbers are those of signal(7) for x86-64 and aarch64. */
    private static String name(int signal) {
        if (signal <= NAMES.length) {
            return "SIG" + NAMES[signal - 1];
        }
        return signal < FIRST_REAL_TIME ? "SIG" + signal : "SIGRTMIN+" + (signal - FIRST_REAL_TIME);
    }
}
