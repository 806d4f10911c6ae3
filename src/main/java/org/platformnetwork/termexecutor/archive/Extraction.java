package org.platformnetwork.termexecutor.archive;

/** How unpacking an archive ended, apart from trouble with our own disk. */
public sealed interface Extraction {

    /** The whole archive lies in the directory. */
    record Extracted(int files, long bytes) implements Extraction {}

    /**
     * Nothing of the archive lies on disk.
     *
     * @param reason one printable sentence for the sender that names the entry, never a path of
     *     ours
     */
    record Refused(String reason) implements Extraction {}
}
