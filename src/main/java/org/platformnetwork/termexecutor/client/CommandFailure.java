package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.platformnetwork.termexecutor.client.terminal.Printer;

/** Ends a command with one sentence for the person and a code for the script. */
final class CommandFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    private static String reason(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case FileAlreadyExistsException _ -> "it exists already";
            case AccessDeniedException _ -> "not yours to read or write";
            default ->
                    Objects.requireNonNullElse(
                            failure.getReason(), failure.getClass().getSimpleName());
        };
    }

    /** The exit code for whatever a command threw. */
    static int handle(Exception failure, Printer printer) {
        return switch (failure) {
            case CommandFailure expected -> {
                printer.complain(String.valueOf(expected.getMessage()));
                yield expected.exitCode.code();
            }
            case Printer.ReaderGoneException _ -> ExitCode.READER_GONE.code();
            case FileSystemException disk -> {
                printer.complain(disk.getFile() + ": " + reason(disk));
                yield ExitCode.USAGE.code();
            }
            case IOException disk -> {
                printer.complain(String.valueOf(disk.getMessage()));
                yield ExitCode.USAGE.code();
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
