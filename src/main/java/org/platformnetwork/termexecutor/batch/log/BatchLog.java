package org.platformnetwork.termexecutor.batch.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.log.LogFile.Line;
import org.platformnetwork.termexecutor.batch.log.LogFile.Range;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commands of one batch printed, in a {@link LogFile} with an index in memory. It is there
 * for readers only, so a full disk ends the log and not the task. Each task may fill its share of
 * the limit, and what others leave of theirs: those that have ended, all of it. Every entry knows
 * how many events of the batch came before it.
 */
public final class BatchLog {

    private static final Logger log = LoggerFactory.getLogger(BatchLog.class);
    private static final String FULL =
            "The log of this task is full (MAX_LOG_BYTES); what follows is not kept.\n";

    /** Bytes of one answer, at least an entry of them. */
    private static final int BLOCK = 1024 * 1024;

    /** The same for one of many readers, who may be slow. */
    private static final int STREAM_BLOCK = 64 * 1024;

    private final LogFile file;
    private final long limit;
    private final LogIndex index = new LogIndex();
    private final Map<TaskId, Integer> tasks = new HashMap<>();
    private final BitSet full = new BitSet();
    private boolean isLoaded;
    private boolean isClosed;

    /**
     * @param limit bytes of the file, besides one line for each task whose log is full; 0 keeps
     *     nothing
     * @param makeRoom called before the file is created
     */
    BatchLog(Path file, long limit, Runnable makeRoom) {
        this.file = new LogFile(file, makeRoom);
        this.limit = limit;
    }

    /**
     * Some entries of one task.
     *
     * @param next the number to go on with
     * @param isLast whether there are no more of them now
     */
    public record Page(List<LogEntry> entries, long next, boolean isLast) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Adds an entry.
     *
     * @param after how many events came before it
     * @param entry its number is given to it here
     * @param all tasks of the batch as they are now
     * @return false when it was not kept
     */
    public synchronized boolean append(int after, LogEntry entry, List<TaskState> all) {
        load();
        int task = tasks.computeIfAbsent(entry.task(), id -> tasks.size());
        if (limit == 0 || isClosed || full.get(task)) {
            return false;
        }
        var line = file.bytes(new Line(after, entry.numbered(index.count(task) + 1L)));
        if (!fits(task, line.length, all)) {
            full.set(task);
            line = file.bytes(new Line(after, full(entry, index.count(task) + 1L)));
        }
        if (!write(line)) {
            return false;
        }
        index.add(line.length, after, task, entry.phase());
        return true;
    }

    private boolean fits(int task, int length, List<TaskState> all) {
        long share = limit / Math.max(1, all.size());
        if (index.bytes(task) + length <= share) {
            return true;
        }
        long reserved =
                all.stream()
                        .filter(other -> !other.status().isTerminal())
                        .mapToInt(other -> tasks.getOrDefault(other.id(), -1))
                        .filter(other -> other != task)
                        .mapToLong(other -> Math.max(0, share - index.bytes(other)))
                        .sum();
        return index.bytes() + length + reserved <= limit;
    }

    private static LogEntry full(LogEntry entry, long number) {
        return new LogEntry(
                entry.task(),
                number,
                entry.time(),
                entry.attempt(),
                entry.phase(),
                entry.step(),
                LogEntry.Stream.EXECUTOR,
                FULL);
    }

    private boolean write(byte[] line) {
        try {
            file.append(line);
            return true;
        } catch (IOException | UncheckedIOException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("A log ended");
            isClosed = true;
            return false;
        }
    }

    /** Reads what an earlier service wrote, which takes a while, before others wait for it. */
    public synchronized void open() {
        load();
    }

    /** How many entries there are. */
    public synchronized int size() {
        load();
        return index.view().size();
    }

    /** How many events came before an entry; from 0. */
    public synchronized int after(int position) {
        return index.view().after(position);
    }

    /**
     * Entries in their order, as many as make one answer.
     *
     * @param from the first position, from 0
     * @param to behind the last position
     */
    public List<LogEntry> read(int from, int to) {
        if (from >= to) {
            return List.of();
        }
        var view = view();
        long start = view.offset(from);
        int last = from + 1;
        while (last < to && view.offset(last + 1) - start <= STREAM_BLOCK) {
            last++;
        }
        return entries(List.of(new Range(start, view.offset(last))));
    }

    private synchronized LogIndex.View view() {
        load();
        return index.view();
    }

    private synchronized int number(TaskId task) {
        load();
        return tasks.getOrDefault(task, -1);
    }

    /**
     * One task's entries.
     *
     * @param phase null for all
     * @param from the first number wanted
     */
    public Page find(TaskId task, @Nullable TaskStatus phase, long from) {
        int known = number(task);
        var view = view();
        var wanted = new ArrayList<Range>();
        long number = 0;
        boolean isLast = true;
        long bytes = 0;
        for (int position = 0; position < view.size() && isLast; position++) {
            if (view.task(position) != known) {
                continue;
            }
            number++;
            if (number < from || (phase != null && view.phase(position) != phase)) {
                continue;
            }
            var range = new Range(view.offset(position), view.offset(position + 1));
            bytes += range.length();
            isLast = bytes <= BLOCK || wanted.isEmpty();
            if (isLast) {
                wanted.add(range);
            }
        }
        return new Page(entries(wanted), isLast ? Math.max(from, number + 1) : number, isLast);
    }

    private List<LogEntry> entries(List<Range> ranges) {
        if (ranges.isEmpty()) {
            return List.of();
        }
        try {
            return file.read(ranges);
        } catch (IOException e) {
            if (file.isMissing()) {
                forget();
                return List.of();
            }
            throw new UncheckedIOException(e);
        }
    }

    /** It was removed to make room, or because its batch was forgotten. */
    private synchronized void forget() {
        index.clear();
        tasks.clear();
        isClosed = true;
    }

    private void load() {
        if (isLoaded) {
            return;
        }
        isLoaded = true;
        if (file.isMissing()) {
            return;
        }
        try {
            file.readAll(this::add);
        } catch (IOException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("A log is lost");
            forget();
        }
    }

    private void add(Line line, int length) {
        int task = tasks.computeIfAbsent(line.entry().task(), id -> tasks.size());
        index.add(length, line.after(), task, line.entry().phase());
    }
}
