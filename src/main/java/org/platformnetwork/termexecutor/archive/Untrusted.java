package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.archive.UploadChannel.ReadFailure;

/**
 * Calls into the library that parses the sender's bytes: whatever it throws is a refusal, unless
 * our own disk could not read them. The library's messages are dropped, they repeat raw names.
 */
final class Untrusted {
    private Untrusted() {}

    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    static <T> T parse(Supplier<InvalidArchiveException> refusal, Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (IOException | RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidArchiveException refused) {
                    throw refused;
                }
                if (cause instanceof ReadFailure failure) {
                    throw failure;
                }
            }
            throw refusal.get();
        }
    }
}
