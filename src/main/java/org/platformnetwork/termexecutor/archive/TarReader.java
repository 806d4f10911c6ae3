package org.platformnetwork.termexecutor.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.function.Supplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads a gzipped tar (v7, ustar, pax, GNU long names); files and directories only. */
final class TarReader {
    /** Compressed bytes for one step; gzip's own header could else fill the memory. */
    private static final int STEP_BYTES = 1 << 20;

    private final UploadChannel upload;
    private final ArchiveLimits limits;

    TarReader(UploadChannel upload, ArchiveLimits limits) {
        this.upload = upload;
        this.limits = limits;
    }

    void readInto(TreeWriter writer) throws IOException {
        try (TarRecords tar = step(TarReader::damaged, () -> open(writer))) {
            TarArchiveEntry entry;
            while ((entry = step(TarReader::damaged, tar::getNextEntry)) != null) {
                read(tar, entry, writer);
            }
            if (step(TarReader::damaged, tar::hasDataLeft)) {
                throw new InvalidArchiveException("The tar has data behind its end mark");
            }
        }
    }

    private TarRecords open(TreeWriter writer) throws IOException {
        return new TarRecords(
                new BufferedInputStream(
                        GzipCompressorInputStream.builder()
                                .setInputStream(Channels.newInputStream(upload))
                                .setDecompressConcatenated(true)
                                .get()),
                writer);
    }

    private <T> T step(Supplier<InvalidArchiveException> refusal, Untrusted.Step<T> step)
            throws IOException {
        upload.allow(STEP_BYTES, Integer.MAX_VALUE);
        return Untrusted.parse(refusal, step);
    }

    private static InvalidArchiveException damaged() {
        return new InvalidArchiveException("The tar.gz is damaged or cut off");
    }

    private void read(TarRecords tar, TarArchiveEntry entry, TreeWriter writer) throws IOException {
        EntryPath path = EntryPath.parse(tar.rawName(entry), limits);
        switch (entry.getLinkFlag()) {
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_DIR -> {}
            case TarConstants.LF_LINK -> throw path.refuse("is a hard link");
            case TarConstants.LF_SYMLINK -> throw path.refuse("is a symbolic link");
            default -> throw path.refuse("is neither a file nor a directory");
        }
        if (!entry.isDirectory()) {
            writer.file(
                    path,
                    entry.getSize(),
                    (entry.getMode() & 0111) != 0,
                    (buffer, length) -> step(path::damaged, () -> tar.read(buffer, 0, length)));
        } else if (entry.getSize() == 0) {
            writer.directory(path);
        } else {
            throw path.refuse("is a directory with content");
        }
    }
}
