package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Ends a command with one sentence for the person and a code for the script. */
final class CommandFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The exit code for whatever a command threw. */
    static int handle(Exception failure, Printer printer) {
        return switch (failure) {
            case CommandFailure expected -> {
                printer.complain(String.valueOf(expected.getMessage()));
                yield expected.exitCode.code();
            }
            case FileSystemException disk -> {
                printer.complain(
                        "%s: %s".formatted(disk.getFile(), disk.getClass().getSimpleName()));
                yield ExitCode.UNUSABLE.code();
            }
            case IOException disk -> {
                printer.complain(String.valueOf(disk.getMessage()));
                yield ExitCode.UNUSABLE.code();
            }
            default -> {
                // As if it had left main: the framework's handler is silent about what it logged.
                var thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
                yield 1;
            }
        };
    }
}
