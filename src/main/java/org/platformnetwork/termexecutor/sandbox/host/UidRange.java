package org.platformnetwork.termexecutor.sandbox.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.isolation.BubblewrapCommandLine;

/**
 * The users of this machine that sandboxes get, each held by one service at a time: the lock of the
 * byte with the user's number ends with the service, however that ends. Users that belong to
 * someone else are never given out. A machine may have entries for them, as the image has, by which
 * programs find their names and homes.
 */
public final class UidRange implements AutoCloseable {

    public static final int FIRST = 64_001;
    public static final int LAST = 64_999;

    /** One for all services of a machine, or of a container. */
    public static final Path LOCKS = Path.of("/run/term-executor.users");

    /** Links to their homes, by number: what the entries name. */
    private static final Path HOMES = Path.of("/run/term-executor.homes");

    /** Where systemd keeps the users that it gave to services. */
    private static final Path DYNAMIC = Path.of("/run/systemd/dynamic-uid");

    private static final int ID_FIELD = 2;

    private final int first;
    private final int last;
    private final FileChannel locks;
    private final Set<Integer> named = new HashSet<>();
    private boolean hasEntries;

    /**
     * @param locks the file whose bytes are locked, one for each user
     * @param first the first user's number
     * @param last the last one's
     * @param databases files of the form of {@code /etc/passwd} whose users are never given out
     */
    public UidRange(Path locks, int first, int last, List<Path> databases) throws IOException {
        this.first = first;
        this.last = last;
        read(databases);
        this.locks =
                FileChannel.open(
                        locks,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        // Whoever can read a file can lock it against its writers.
        Files.setPosixFilePermissions(locks, PosixFilePermissions.fromString("rw-------"));
    }

    public static UidRange ofThisMachine() throws IOException {
        return new UidRange(
                LOCKS, FIRST, LAST, List.of(Path.of("/etc/passwd"), Path.of("/etc/group")));
    }

    /** Whether nothing but commands of tasks, of whichever service here, runs as a user. */
    public static boolean isTaskUser(int user) {
        return user >= BubblewrapCommandLine.HOST_UID && user <= LAST;
    }

    public int first() {
        return first;
    }

    public int last() {
        return last;
    }

    /** Whether this machine has entries by which programs find the names of these users. */
    public boolean hasEntries() {
        return hasEntries;
    }

    private void read(List<Path> databases) throws IOException {
        for (var database : databases) {
            if (Files.exists(database)) {
                for (var line : Files.readAllLines(database, StandardCharsets.ISO_8859_1)) {
                    var fields = line.split(":", -1);
                    if (fields.length > ID_FIELD && fields[ID_FIELD].matches("[0-9]{1,9}")) {
                        int id = Integer.parseInt(fields[ID_FIELD]);
                        if (!fields[0].equals(name(id))) {
                            named.add(id);
                        } else if (id == last) {
                            hasEntries = true;
                        }
                    }
                }
            }
        }
    }

    public static String name(int user) {
        return "task" + user;
    }

    /** Says where the home of a user is that is held. */
    public static void linkHome(int user, Path home) throws IOException {
        Files.createDirectories(HOMES);
        Files.setPosixFilePermissions(HOMES, PosixFilePermissions.fromString("rwxr-xr-x"));
        unlinkHome(user);
        Files.createSymbolicLink(HOMES.resolve(Integer.toString(user)), home);
    }

    public static void unlinkHome(int user) throws IOException {
        Files.deleteIfExists(HOMES.resolve(Integer.toString(user)));
    }

    /** Null when another service has it, or when it is no user for sandboxes. */
    public @Nullable FileLock hold(int user) throws IOException {
        if (user < first
                || user > last
                || named.contains(user)
                || Files.exists(DYNAMIC.resolve(Integer.toString(user)))) {
            return null;
        }
        try {
            return locks.tryLock(user, 1, false);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        locks.close();
    }
}
