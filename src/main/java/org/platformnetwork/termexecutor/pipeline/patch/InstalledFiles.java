package org.platformnetwork.termexecutor.pipeline.patch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * What install commands left in the tree and the base does not have, since the repository ignored
 * it. An agent that changes {@code .gitignore} makes it look new.
 */
final class InstalledFiles {

    private static final int SHA1_DIGITS = 40;

    private final Path repository;

    /**
     * @param repository the prepared tree, which no agent has written to
     */
    InstalledFiles(Path repository) {
        this.repository = repository;
    }

    /** Whether a file that is new to the base is there already, the same. */
    boolean hold(ChangedFile file) throws IOException {
        var place = place(file.path());
        if (!file.isNew() || place == null || !isReached(place)) {
            return false;
        }
        if (Files.isSymbolicLink(place)) {
            var target = Files.readSymbolicLink(place).toString().getBytes(StandardCharsets.UTF_8);
            return file.mode().equals("120000") && file.id().equals(id(target, file.id().length()));
        }
        if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(place)) {
            return false;
        }
        boolean isProgram =
                Files.getPosixFilePermissions(place).contains(PosixFilePermission.OWNER_EXECUTE);
        var mode = isProgram ? "100755" : "100644";
        return file.mode().equals(mode) && file.id().equals(id(place, file.id().length()));
    }

    /**
     * What has to go before the files that are new to the base can be made.
     *
     * @param files all that changed
     * @return paths relative to the repository; none for most changes
     */
    List<String> inTheWayOf(List<ChangedFile> files) {
        var goneAnyway = new HashSet<String>();
        for (var file : files) {
            if (file.isDeleted()) {
                goneAnyway.add(file.path());
                goneAnyway.addAll(file.directories());
            }
        }
        return files.stream()
                .filter(ChangedFile::isNew)
                .map(this::inTheWayOf)
                .filter(path -> path != null && !goneAnyway.contains(path))
                .distinct()
                .toList();
    }

    private @Nullable String inTheWayOf(ChangedFile file) {
        var parts = new ArrayList<>(file.directories());
        parts.add(file.path());
        for (var part : parts) {
            var there = place(part);
            if (there == null || !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            if (part.equals(file.path()) || !Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
                return part;
            }
        }
        return null;
    }

    private @Nullable Path place(String path) {
        try {
            return repository.resolve(path);
        } catch (InvalidPathException _) {
            return null;
        }
    }

    /** No link leads there. */
    private boolean isReached(Path place) throws IOException {
        var parent = Objects.requireNonNull(place.getParent());
        return Files.exists(place, LinkOption.NOFOLLOW_LINKS)
                && parent.toRealPath()
                        .equals(repository.toRealPath().resolve(repository.relativize(parent)));
    }

    private static String id(byte[] content, int digits) {
        var digest = digest(digits, content.length);
        return HexFormat.of().formatHex(digest.digest(content));
    }

    private static String id(Path file, int digits) throws IOException {
        var digest = digest(digits, Files.size(file));
        Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** As git names a blob (gitformat-pack(5)), which starts with its kind and size. */
    private static MessageDigest digest(int digits, long size) {
        var digest = DigestUtils.getDigest(digits == SHA1_DIGITS ? "SHA-1" : "SHA-256");
        digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
        return digest;
    }
}
