package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets the users of sandboxes pass to them through the directories of the service, of which they
 * can list none, and closes whatever else lies beside the way.
 */
final class DirectoryAccess {

    private static final Set<PosixFilePermission> PASSED =
            PosixFilePermissions.fromString("rwx--x--x");

    /** A sandbox's own directory: its user's group may enter, no one may change it. */
    private static final Set<PosixFilePermission> ENTERED =
            PosixFilePermissions.fromString("rwx--x---");

    private static final Set<PosixFilePermission> FOREIGN =
            PosixFilePermissions.fromString("---rwxrwx");

    private static final Set<PosixFilePermission> CHANGING =
            PosixFilePermissions.fromString("-w--w--w-");

    private final Path base;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * @param base {@code WORKSPACE_BASE}, which may hold more than the service's own
     */
    DirectoryAccess(Path base) {
        this.base = base;
    }

    /** Opens the way to a directory, which itself stays as it is. */
    void open(Path directory) throws IOException {
        lock.lock();
        try {
            var way = base.relativize(directory);
            allowPassing(base);
            var place = base.resolve(way.getName(0));
            for (int i = 1; i < way.getNameCount(); i++) {
                var next = place.resolve(way.getName(i));
                closeAllBut(next, place);
                set(place, PASSED);
                place = next;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets one user's group enter a directory. */
    static void admit(int user, Path directory) throws IOException {
        Files.setAttribute(directory, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
        set(directory, ENTERED);
    }

    /** Lets a file's or directory's group read it, and none but the service change it. */
    static void letRead(Path path) throws IOException {
        var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        permissions.removeAll(CHANGING);
        permissions.add(PosixFilePermission.OWNER_WRITE);
        permissions.add(PosixFilePermission.GROUP_READ);
        if (Files.isDirectory(path)) {
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
        }
        Files.setPosixFilePermissions(path, permissions);
    }

    /** Takes back what {@link #admit} allowed. */
    static void close(Path place) throws IOException {
        var closed = EnumSet.copyOf(Files.getPosixFilePermissions(place));
        if (closed.removeAll(FOREIGN)) {
            set(place, closed);
        }
    }

    private static void allowPassing(Path base) throws IOException {
        var passable = EnumSet.copyOf(Files.getPosixFilePermissions(base));
        if (passable.add(PosixFilePermission.OTHERS_EXECUTE)) {
            set(base, passable);
        }
    }

    private static void closeAllBut(Path kept, Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            for (var place : (Iterable<Path>) content::iterator) {
                if (!place.equals(kept) && !Files.isSymbolicLink(place)) {
                    closeUnlessOnSomeWay(place);
                }
            }
        }
    }

    private static void closeUnlessOnSomeWay(Path place) throws IOException {
        try {
            var permissions = Files.getPosixFilePermissions(place);
            boolean onSomeWay = permissions.equals(PASSED) || permissions.equals(ENTERED);
            if (!onSomeWay || !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                close(place);
            }
        } catch (NoSuchFileException _) {
            // Another task has just ended.
        }
    }

    private static void set(Path place, Set<PosixFilePermission> permissions) throws IOException {
        if (!Files.getPosixFilePermissions(place).equals(permissions)) {
            Files.setPosixFilePermissions(place, permissions);
        }
    }
}
