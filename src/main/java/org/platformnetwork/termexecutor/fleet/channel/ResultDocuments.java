package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.springframework.util.FileSystemUtils;

/**
 * Of the coordinator: results that are too large for Temporal, by batch and SHA-256, in {@code
 * DATA_DIR/results} until their batch has ended.
 */
public final class ResultDocuments {

    /** Of one document. */
    static final long MOST_BYTES = 64L << 20;

    private final Path directory;
    private final Predicate<BatchId> isLive;

    /**
     * @param directory its own
     * @param isLive whether a batch has not ended; may throw {@link StoreUnavailableException}
     */
    public ResultDocuments(Path directory, Predicate<BatchId> isLive) {
        this.directory = directory;
        this.isLive = isLive;
    }

    /** What became of a document that was sent. */
    enum Receipt {
        KEPT,
        TOO_LARGE,
        OTHER_HASH,
        BATCH_OVER
    }

    Receipt keep(BatchId batch, String hash, InputStream document) throws IOException {
        if (!isLive.test(batch)) {
            return Receipt.BATCH_OVER;
        }
        Files.createDirectories(place(batch));
        var upload = place(batch).resolve(UUID.randomUUID() + ".new");
        try {
            var digest = ArchiveHash.digest();
            var in = new DigestInputStream(document, digest);
            long size;
            try (var out = Files.newOutputStream(upload)) {
                size = copy(in, out);
            }
            if (size > MOST_BYTES) {
                return Receipt.TOO_LARGE;
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(hash)) {
                return Receipt.OTHER_HASH;
            }
            AtomicFile.move(upload, place(batch).resolve(hash));
            return Receipt.KEPT;
        } finally {
            Files.deleteIfExists(upload);
        }
    }

    private static long copy(InputStream in, java.io.OutputStream out) throws IOException {
        var buffer = new byte[64 * 1024];
        long size = 0;
        for (int read = in.read(buffer); read >= 0 && size <= MOST_BYTES; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            size += read;
        }
        return size;
    }

    /**
     * A document that was kept.
     *
     * @param hash its SHA-256, in hex
     * @throws NoSuchFileException when it is not there
     */
    public byte[] read(BatchId batch, String hash) throws IOException {
        return Files.readAllBytes(place(batch).resolve(new ArchiveHash(hash).hex()));
    }

    /** Removes those of batches that have ended. */
    public void reap() throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> places = Files.list(directory)) {
            for (var place : places.toList()) {
                var batch = BatchId.parse(String.valueOf(place.getFileName()));
                if (batch.filter(isLive).isEmpty()) {
                    FileSystemUtils.deleteRecursively(place);
                }
            }
        }
    }

    private Path place(BatchId batch) {
        return directory.resolve(batch.toString());
    }
}
