package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.AtomicFile;
import org.platformnetwork.termexecutor.process.RunningProcess;
import org.platformnetwork.termexecutor.sandbox.host.UidRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every sandbox a user of its own, and gives no user again before the places that held its
 * files are gone; no one else runs anything as one of them. Which are in use is written down first,
 * so that the next service finds what a crash left of them.
 */
final class UidPool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(UidPool.class);

    private final UidRange range;
    private final Path record;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Holding> holdings = new HashMap<>();
    private int next;

    /** A user that was given; spoiled when it must not be given again. */
    private static final class Holding {

        private final FileLock held;
        private final List<Path> places;
        private boolean spoiled;

        Holding(FileLock held, List<Path> places) {
            this.held = held;
            this.places = new ArrayList<>(places);
        }

        boolean isOver() {
            return places.isEmpty() && !spoiled;
        }
    }

    /**
     * @param record where the numbers of users are written down, one a line
     */
    UidPool(UidRange range, Path record) {
        this.range = range;
        this.record = record;
        this.next = range.first();
    }

    /** As {@link UidRange#hasEntries}. */
    boolean haveNames() {
        return range.hasEntries();
    }

    /**
     * Takes a user that no one runs anything as.
     *
     * @param places where its files will be
     * @throws IOException when all are in use
     */
    int acquire(List<Path> places) throws IOException {
        lock.lock();
        try {
            for (int i = range.first(); i <= range.last(); i++) {
                int user = next;
                next = next == range.last() ? range.first() : next + 1;
                if (!holdings.containsKey(user) && isTaken(user, places)) {
                    return user;
                }
            }
        } finally {
            lock.unlock();
        }
        throw new IOException("Every user for sandboxes is in use");
    }

    private boolean isTaken(int user, List<Path> places) throws IOException {
        var held = range.hold(user);
        if (held == null) {
            return false;
        }
        if (RunningProcess.all().stream().anyMatch(process -> process.runsAs(user))) {
            held.release();
            return false;
        }
        holdings.put(user, new Holding(held, places));
        try {
            writeDown();
        } catch (IOException e) {
            holdings.remove(user);
            held.release();
            throw e;
        }
        return true;
    }

    private void writeDown() throws IOException {
        AtomicFile.write(
                record,
                holdings.keySet().stream().map("%d\n"::formatted).collect(Collectors.joining()));
    }

    /** Whose a place is; null when it is no one's. */
    @Nullable Integer of(Path place) {
        return locked(() -> {
            for (var holding : holdings.entrySet()) {
                if (holding.getValue().places.contains(place)) {
                    return holding.getKey();
                }
            }
            return null;
        });
    }

    /** Says that a place or a tree with places holds no files of users any more. */
    void release(Path tree) {
        locked(() -> {
            holdings.values()
                    .forEach(holding -> holding.places.removeIf(place -> place.startsWith(tree)));
            var over = new ArrayList<Integer>();
            holdings.forEach((user, holding) -> {
                if (holding.isOver()) {
                    over.add(user);
                    release(user, holding);
                }
            });
            over.forEach(holdings::remove);
            if (!over.isEmpty()) {
                writeDownLessUsers();
            }
            return null;
        });
    }

    /** A record of too many costs the next service a look at each. */
    private void writeDownLessUsers() {
        try {
            writeDown();
        } catch (IOException e) {
            log.atWarn().setCause(e).log("The users of tasks cannot be recorded");
        }
    }

    /** A lock that cannot be given back is only one user less. */
    private static void release(int user, Holding holding) {
        try {
            UidRange.unlinkHome(user);
            holding.held.release();
        } catch (IOException _) {
            holding.spoiled = true;
        }
    }

    /** Keeps a user from being given again: something of it is left. */
    void quarantine(int user) {
        locked(() -> {
            var holding = holdings.get(user);
            if (holding != null) {
                holding.spoiled = true;
            }
            return null;
        });
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        range.close();
    }
}
