package org.platformnetwork.termexecutor.batch.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.TaskStatus;

/**
 * Where the entries of a log lie and whose they are; 20 bytes each, for there can be a million.
 * What was added never changes, so a {@link #view} can be searched while more is added.
 */
final class LogIndex {

    private View all =
            new View(new long[16], new int[16], new int[16], new @Nullable TaskStatus[16], 0);
    private long[] bytes = new long[16];
    private int[] counts = new int[16];

    /** The entries of one moment: of the arrays, what lies before the size. */
    static final class View {

        private final long[] ends;
        private final int[] afters;
        private final int[] tasks;
        private final @Nullable TaskStatus[] phases;
        private final int size;

        private View(
                long[] ends, int[] afters, int[] tasks, @Nullable TaskStatus[] phases, int size) {
            this.ends = ends;
            this.afters = afters;
            this.tasks = tasks;
            this.phases = phases;
            this.size = size;
        }

        private View and(long end, int after, int task, TaskStatus phase) {
            var next = size < ends.length ? this : copy(size * 2);
            next.ends[size] = end;
            next.afters[size] = after;
            next.tasks[size] = task;
            next.phases[size] = phase;
            return new View(next.ends, next.afters, next.tasks, next.phases, size + 1);
        }

        private View copy(int room) {
            return new View(
                    Arrays.copyOf(ends, room),
                    Arrays.copyOf(afters, room),
                    Arrays.copyOf(tasks, room),
                    Arrays.copyOf(phases, room),
                    size);
        }

        int size() {
            return size;
        }

        /** Bytes before an entry; behind the last position, of all. */
        long offset(int position) {
            return position == 0 ? 0 : ends[position - 1];
        }

        /** How many events came before an entry. */
        int after(int position) {
            return afters[position];
        }

        /** Whose an entry is. */
        int task(int position) {
            return tasks[position];
        }

        @Nullable TaskStatus phase(int position) {
            return phases[position];
        }
    }

    /**
     * @param length bytes of the entry
     */
    void add(int length, int after, int task, TaskStatus phase) {
        if (task >= counts.length) {
            int room = Math.max(task + 1, counts.length * 2);
            counts = Arrays.copyOf(counts, room);
            bytes = Arrays.copyOf(bytes, room);
        }
        all = all.and(bytes() + length, after, task, phase);
        bytes[task] += length;
        counts[task]++;
    }

    /** For a log to which nothing is added any more. */
    void clear() {
        all = new View(all.ends, all.afters, all.tasks, all.phases, 0);
        Arrays.fill(counts, 0);
        Arrays.fill(bytes, 0);
    }

    View view() {
        return all;
    }

    /** How many entries a task has. */
    int count(int task) {
        return task < counts.length ? counts[task] : 0;
    }

    /** Bytes of a task's entries; 0 for a negative number. */
    long bytes(int task) {
        return task >= 0 && task < bytes.length ? bytes[task] : 0;
    }

    long bytes() {
        return all.offset(all.size());
    }
}
