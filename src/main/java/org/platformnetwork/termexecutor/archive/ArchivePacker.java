package org.platformnetwork.termexecutor.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Packs {@code tasks/} and {@code agent_code/} of a directory into a zip that the service takes;
 * the same files give the same bytes everywhere. They are stored and not compressed, because two
 * versions of zlib compress differently and validators vote for bytes.
 */
public final class ArchivePacker {

    private static final List<String> PARTS = List.of("agent_code", "tasks");
    private static final LocalDateTime SOME_TIME = LocalDateTime.of(1980, 1, 1, 12, 0);
    private static final int PLAIN = 0100644;
    private static final int EXECUTABLE = 0100755;

    private final ArchiveLimits limits;

    public ArchivePacker(ArchiveLimits limits) {
        this.limits = limits;
    }

    /** Files by their paths in the archive, and the bytes of all of them. */
    private record Plan(SortedMap<String, Path> files, long bytes) {}

    /** Says whether {@link #pack} would do it; writes nothing. */
    public Packing check(Path directory) throws IOException {
        try {
            var plan = plan(directory);
            return new Packing.Packed(plan.files().size(), plan.bytes());
        } catch (InvalidArchiveException e) {
            return new Packing.Refused(e.getMessage() + ".");
        }
    }

    /**
     * Follows no link; what is neither file nor directory is refused.
     *
     * @param target replaced when everything is written, untouched otherwise
     * @throws IOException if our own disk fails
     */
    public Packing pack(Path directory, Path target) throws IOException {
        try {
            var plan = plan(directory);
            var beside = target.toAbsolutePath();
            var part = Files.createTempFile(beside.getParent(), ".term-executor-", ".part");
            try {
                write(plan, part);
                if (Files.size(part) > limits.maxArchiveBytes().toBytes()) {
                    throw new InvalidArchiveException(
                            "The archive is larger than %d bytes"
                                    .formatted(limits.maxArchiveBytes().toBytes()));
                }
                Files.move(part, beside, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            return new Packing.Packed(plan.files().size(), plan.bytes());
        } catch (InvalidArchiveException e) {
            return new Packing.Refused(e.getMessage() + ".");
        }
    }

    private Plan plan(Path directory) throws IOException {
        var files = new TreeMap<String, Path>();
        var seen = new HashSet<Path>();
        long bytes = 0;
        for (var part : PARTS) {
            var top = directory.resolve(part);
            if (!Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidArchiveException("The directory has no " + part + "/ of its own");
            }
            for (var path : tree(top)) {
                var name = directory.relativize(path).toString();
                var entry = EntryPath.parse(name.getBytes(StandardCharsets.UTF_8), limits);
                seen.add(path);
                if (seen.size() > limits.maxEntries()) {
                    throw new InvalidArchiveException(
                            "The archive has more than " + limits.maxEntries() + " entries");
                }
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw entry.refuse("is a link, or no file at all");
                }
                long size = Files.size(path);
                if (size > limits.maxFileBytes().toBytes()) {
                    throw entry.refuse("is larger than " + limits.maxFileBytes());
                }
                bytes += size;
                files.put(name, path);
            }
        }
        if (bytes > limits.maxTotalBytes().toBytes()) {
            throw new InvalidArchiveException(
                    "The archive unpacks to more than " + limits.maxTotalBytes());
        }
        return new Plan(files, bytes);
    }

    private static List<Path> tree(Path top) throws IOException {
        try (Stream<Path> tree = Files.walk(top)) {
            return tree.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(Plan plan, Path target) throws IOException {
        try (var zip = new ZipArchiveOutputStream(target)) {
            zip.setMethod(ZipEntry.STORED);
            for (Map.Entry<String, Path> file : plan.files().entrySet()) {
                var entry = new ZipArchiveEntry(file.getKey());
                entry.setTime(SOME_TIME.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
                entry.setUnixMode(isExecutable(file.getValue()) ? EXECUTABLE : PLAIN);
                zip.putArchiveEntry(entry);
                try (var in = Files.newInputStream(file.getValue(), LinkOption.NOFOLLOW_LINKS)) {
                    in.transferTo(zip);
                }
                zip.closeArchiveEntry();
            }
        }
    }

    private static boolean isExecutable(Path file) throws IOException {
        return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }

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
}
