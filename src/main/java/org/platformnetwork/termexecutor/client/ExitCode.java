package org.platformnetwork.termexecutor.client;

/** What scripts can tell of a command by its exit code. */
enum ExitCode {
    OK(0),
    /** Not every task passed, or not every task can be read. */
    NOT_PASSED(1),
    /** The command line or a local file is of no use; picocli's own code for wrong usage. */
    USAGE(2),
    REFUSED(3),
    UNREACHABLE(4),
    /** As shells show a program that SIGPIPE ended. */
    READER_GONE(141);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
