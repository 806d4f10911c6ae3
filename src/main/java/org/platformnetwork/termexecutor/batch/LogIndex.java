package org.platformnetwork.termexecutor.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of a log lie and whose they are; 20 bytes each, for there can be a million.
 * What was added never changes, so a {@link #view} can be searched while more is added.
 */
final class LogIndex {

    private View all = new View(new long[16], new int[16], new int[16], new TaskStatus[16], 0);
    private long[] bytes = new long[16];
    private int[] counts = new int[16];

    /**
     * The entries of one moment; of the arrays only what lies before the size.
     *
     * @param ends offsets of the bytes behind each entry
     * @param afters how many events came before each
     * @param tasks whose each is
     */
    record View(long[] ends, int[] afters, int[] tasks, @Nullable TaskStatus[] phases, int size) {

        long offset(int position) {
            return position == 0 ? 0 : ends[position - 1];
        }

        private View withRoom() {
            return size < ends.length
                    ? this
                    : new View(
                            Arrays.copyOf(ends, size * 2),
                            Arrays.copyOf(afters, size * 2),
                            Arrays.copyOf(tasks, size * 2),
                            Arrays.copyOf(phases, size * 2),
                            size);
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
        var next = all.withRoom();
        int size = next.size();
        next.ends()[size] = bytes() + length;
        next.afters()[size] = after;
        next.tasks()[size] = task;
        next.phases()[size] = phase;
        bytes[task] += length;
        counts[task]++;
        all = new View(next.ends(), next.afters(), next.tasks(), next.phases(), size + 1);
    }

    void clear() {
        all = new View(all.ends(), all.afters(), all.tasks(), all.phases(), 0);
        Arrays.fill(counts, 0);
        Arrays.fill(bytes, 0);
    }

    View view() {
        return all;
    }

    int size() {
        return all.size();
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

    int after(int position) {
        return all.afters()[position];
    }
}
