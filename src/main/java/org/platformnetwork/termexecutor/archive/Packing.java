package org.platformnetwork.termexecutor.archive;

/** How packing a directory ended, apart from trouble with our own disk. */
public sealed interface Packing {

    /** Everything fits; {@code bytes} are those of the files. */
    record Packed(int files, long bytes) implements Packing {}

    /**
     * The service would refuse it.
     *
     * @param reason one printable sentence that names the entry
     */
    record Refused(String reason) implements Packing {}
}
