package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * Counts what lies in a sandbox while a command runs, and when it has ended. Directories have no
 * quota on most file systems, so a command can exceed its limit by what it writes between two
 * looks; the file system's free space tells when a look cannot wait. Space that takes no writing
 * cannot be had ({@code SystemCalls}).
 */
final class DiskWatch {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final int LEISURE = 10;

    /** A look costs as much as this; what a shorter command wrote shows at the next one. */
    private static final Duration BRIEF = Duration.ofMillis(100);

    /** Blocks of 512 bytes, inode and links of each file; a file with several names counts once. */
    private static final String COUNT =
            """
            find "$@" -xdev -printf '%b %i %n\\n' 2>/dev/null |
              awk '{ n++ } !($3 > 1 && seen[$2]++) { b += $1 } END { printf "%.0f %.0f", b * 512, n }'
            """;

    private final LimitSettings settings;
    private final HostCommands host;
    private final List<String> command;
    private final LongSupplier free;
    private final LongSupplier nanoTime;
    private Duration pause = SHORTEST;
    private long seen;
    private long freeThen;
    private long left;

    DiskWatch(LimitSettings settings, HostCommands host, Sandbox.Layout layout) {
        this(settings, host, layout, () -> freeBytes(layout.root()), System::nanoTime);
    }

    /**
     * @param free bytes that the file system has left
     * @param nanoTime as {@link System#nanoTime}
     */
    DiskWatch(
            LimitSettings settings,
            HostCommands host,
            Sandbox.Layout layout,
            LongSupplier free,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.host = host;
        this.free = free;
        this.nanoTime = nanoTime;
        this.seen = nanoTime.getAsLong();
        this.freeThen = free.getAsLong();
        this.left = settings.disk().toBytes();
        this.command = new ArrayList<>(List.of("sh", "-c", COUNT, "sh"));
        command.add(layout.root().toString());
        if (layout.role() == SandboxPhase.PREPARE) {
            command.add(layout.layer().root().toString());
        } else if (!layout.root().equals(layout.repository())) {
            command.add(layout.repository().resolve("upper").toString());
        }
    }

    private static long freeBytes(Path place) {
        try {
            return Files.getFileStore(place).getUsableSpace();
        } catch (IOException _) {
            return 0;
        }
    }

    /**
     * Whether it is time to look again; looks at large trees are rarer, unless what was left of the
     * limit may have been taken meanwhile.
     */
    boolean isDue() {
        if (!isNeeded()) {
            return false;
        }
        long since = nanoTime.getAsLong() - seen;
        return since >= pause.toNanos() || (since >= BRIEF.toNanos() && isMuchTaken());
    }

    /** Whether the file system has lost as much as the limit had left. */
    private boolean isMuchTaken() {
        return settings.disk().toBytes() > 0 && freeThen - free.getAsLong() >= left;
    }

    /** The limit that is exceeded now. */
    @Nullable Limit sample() {
        long start = nanoTime.getAsLong();
        freeThen = free.getAsLong();
        var counted = host.output(command).strip().split(" ", -1);
        seen = nanoTime.getAsLong();
        var took = Duration.ofNanos(seen - start).multipliedBy(LEISURE);
        pause = took.compareTo(SHORTEST) > 0 ? took : SHORTEST;
        if (counted.length != 2) {
            return null;
        }
        left = Math.max(0, settings.disk().toBytes() - Long.parseLong(counted[0]));
        if (exceeds(counted[0], settings.disk().toBytes())) {
            return Limit.DISK;
        }
        return exceeds(counted[1], settings.inodes()) ? Limit.INODES : null;
    }

    /** The limit that a command exceeded in what it did last, now that it has ended. */
    @Nullable Limit sampleAfter() {
        boolean brief = nanoTime.getAsLong() - seen < BRIEF.toNanos();
        return isNeeded() && (!brief || isMuchTaken()) ? sample() : null;
    }

    /** What a tree takes; 0 when that cannot be told. */
    static long bytes(HostCommands host, Path tree) {
        var counted = host.output(List.of("sh", "-c", COUNT, "sh", tree.toString()));
        int space = counted.indexOf(' ');
        return space < 1 ? 0 : Long.parseLong(counted.substring(0, space));
    }

    private boolean isNeeded() {
        return settings.disk().toBytes() > 0 || settings.inodes() > 0;
    }

    private static boolean exceeds(String counted, long limit) {
        return limit > 0 && Long.parseLong(counted) > limit;
    }
}
