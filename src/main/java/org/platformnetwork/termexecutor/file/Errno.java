package org.platformnetwork.termexecutor.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.file.FileSystemException;

/**
 * Errors of errno(3) on Linux. Java tells them apart by the C library's text alone, which is in the
 * language of the process; so the library is asked for that text.
 */
public enum Errno {
    EPERM(1),
    ENOSPC(28),
    EDQUOT(122);

    private static final long LONGEST_TEXT = 1024;

    private final String text;

    Errno(int number) {
        this.text = text(number);
    }

    /** Whether a file operation failed with this error. */
    public boolean caused(IOException failure) {
        return text.equals(
                failure instanceof FileSystemException named
                        ? named.getReason()
                        : failure.getMessage());
    }

    @SuppressWarnings("restricted")
    private static String text(int number) {
        var linker = Linker.nativeLinker();
        var strerror =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("strerror"),
                        FunctionDescriptor.of(ADDRESS, JAVA_INT));
        try {
            return ((MemorySegment) strerror.invokeExact(number))
                    .reinterpret(LONGEST_TEXT)
                    .getString(0, Charset.forName(System.getProperty("native.encoding")));
        } catch (Throwable e) {
            throw new IllegalStateException("strerror failed", e);
        }
    }
}
