package org.platformnetwork.termexecutor.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.EventLog.Extent;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.progress.LogSettings.LogVisibility;

/**
 * A batch's events in one sequence without gaps, and with logs what its commands printed among
 * them. Both sequences come out the same for everyone and at any time, so that a reader can resume
 * from a number; they differ from each other, since the entries of the log are counted in one only.
 */
final class EventFeed {

    private final Batch batch;
    private final boolean withLogs;
    private final LogVisibility logVisibility;

    /**
     * @param logVisibility what becomes public at the end only comes between the last two events
     */
    EventFeed(Batch batch, boolean withLogs, LogVisibility logVisibility) {
        this.batch = batch;
        this.withLogs = withLogs && logVisibility != LogVisibility.NEVER;
        this.logVisibility = logVisibility;
    }

    /** One entry of the sequence, numbered from 1. */
    sealed interface Item {
        long seq();
    }

    record EventItem(long seq, BatchEvent event) implements Item {}

    record LogItem(long seq, LogEntry entry) implements Item {}

    /**
     * What follows an item, waiting for the first of it.
     *
     * @param seen the last item that the reader has, 0 for none
     * @return empty when nothing came within the time, or nothing will
     */
    List<Item> after(long seen, Duration timeout) throws InterruptedException {
        var extent = extent(Duration.ZERO, 0, 0);
        int entries = entriesWithin(seen, extent);
        long events = seen - entries;
        if (events > extent.events()) {
            // Asked for what is far ahead: its number is not known before all until then is there.
            extent(timeout, extent.events(), entries);
            return List.of();
        }
        extent = extent(timeout, events, entries);
        return merged(events, entries, extent);
    }

    private List<Item> merged(long events, int entries, Extent extent) throws InterruptedException {
        var happened = batch.timeline().eventsAfter(events, Duration.ZERO).iterator();
        var printed = batch.timeline().log().read(entries, visible(extent)).iterator();
        var items = new ArrayList<Item>();
        while (true) {
            long seq = events + entries + 1;
            if (entries < visible(extent) && after(entries, extent) <= events) {
                if (!printed.hasNext()) {
                    return items;
                }
                items.add(new LogItem(seq, printed.next()));
                entries++;
            } else if (events < extent.events() && happened.hasNext()) {
                items.add(new EventItem(seq, happened.next()));
                events++;
            } else {
                return items;
            }
        }
    }

    /** The last item of a state, for a reader that gets the state itself. */
    long seenBy(BatchState state) throws InterruptedException {
        var extent = extent(Duration.ZERO, 0, 0);
        if (state.status().isTerminal()) {
            // The farewell comes all the same.
            return extent.events() + visible(extent) - 1;
        }
        int low = 0;
        int high = visible(extent);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (after(middle, extent) <= state.lastSeq()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return state.lastSeq() + low;
    }

    /** Whether there is nothing behind an item, and never will be. */
    boolean isComplete(long seen) throws InterruptedException {
        var extent = extent(Duration.ZERO, 0, 0);
        return extent.isOver() && seen >= extent.events() + visible(extent);
    }

    private Extent extent(Duration timeout, long events, int entries) throws InterruptedException {
        boolean waitsForLogs = withLogs && logVisibility == LogVisibility.LIVE;
        var extent = batch.timeline().await(events, waitsForLogs ? entries : null, timeout);
        return withLogs ? batch.timeline().await(0, 0, Duration.ZERO) : extent;
    }

    private int visible(Extent extent) {
        return withLogs && (extent.isOver() || logVisibility == LogVisibility.LIVE)
                ? extent.entries()
                : 0;
    }

    /** How many events come before an entry. */
    private long after(int entry, Extent extent) {
        long last = extent.events() - 1;
        if (logVisibility != LogVisibility.LIVE) {
            return last;
        }
        long known = batch.timeline().log().after(entry);
        return extent.isOver() ? Math.min(known, last) : known;
    }

    /** How many entries are among the first items; an entry's number grows with its position. */
    private int entriesWithin(long seen, Extent extent) {
        int low = 0;
        int high = visible(extent);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (after(middle, extent) + middle + 1 <= seen) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
