package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.store.DataDirectory;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * The archives that somebody voted for, each once and under its hash, below {@code DATA_DIR}. What
 * an earlier service kept is removed at the start, since nothing refers to it.
 */
@Component
public final class ArchiveStore {

    private static final String INCOMING = ".incoming";

    private final Path directory;

    ArchiveStore(DataDirectory data) throws IOException {
        this.directory = data.path().resolve("archives");
        FileSystemUtils.deleteRecursively(directory);
        Files.createDirectories(directory.resolve(INCOMING));
    }

    /** A path for an upload, which the caller removes unless it was kept; nothing is there yet. */
    public Path newUpload() {
        return directory.resolve(INCOMING).resolve(UUID.randomUUID().toString());
    }

    /** Where the archive of this hash lies, if it is held. */
    public Path path(ArchiveHash hash) {
        return directory.resolve(hash.hex());
    }

    public boolean holds(ArchiveHash hash) {
        return Files.isRegularFile(path(hash));
    }

    /** Takes an upload over; it is on the disk when this returns. */
    public void keep(Path upload, ArchiveHash hash) throws IOException {
        try (var file = FileChannel.open(upload, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(upload, path(hash), StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    /** Whether the archive is held and its bytes are still those of its hash. */
    public boolean isIntact(ArchiveHash hash) throws IOException {
        if (!holds(hash)) {
            return false;
        }
        var digest = ArchiveHash.digest();
        try (var in = new DigestInputStream(Files.newInputStream(path(hash)), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return ArchiveHash.of(digest.digest()).equals(hash);
    }

    /**
     * Removes all that nobody refers to any more.
     *
     * @param referred asked once it is known what is held, so that what is kept meanwhile stays
     */
    public void retain(Supplier<Set<ArchiveHash>> referred) throws IOException {
        List<Path> held;
        try (Stream<Path> files = Files.list(directory)) {
            held = files.filter(Files::isRegularFile).toList();
        }
        var retained = referred.get();
        for (var file : held) {
            if (!retained.contains(new ArchiveHash(file.getFileName().toString()))) {
                Files.deleteIfExists(file);
            }
        }
    }
}
