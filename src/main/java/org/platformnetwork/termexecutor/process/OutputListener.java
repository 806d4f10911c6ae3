package org.platformnetwork.termexecutor.process;

/**
 * Hears the beginning of a command's output while it arrives: the first half of what is kept, since
 * no one knows yet what of the rest will be left out. It is called on the thread that empties the
 * pipe, so whoever takes its time here stops the command.
 */
@FunctionalInterface
public interface OutputListener {

    OutputListener NONE = (bytes, offset, length) -> {};

    /** The next bytes; the array is used again afterwards. */
    void output(byte[] bytes, int offset, int length);
}
