package org.platformnetwork.termexecutor.batch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where the entries of a log lie and whose they are; 20 bytes each, for there can be a million. */
final class LogIndex {

    private long[] ends = new long[16];
    private int[] afters = new int[16];
    private int[] tasks = new int[16];
    private @Nullable TaskStatus[] phases = new TaskStatus[16];
    private int[] counts = new int[16];
    private int size;

    /**
     * @param length bytes of the entry
     */
    void add(int length, int after, int task, TaskStatus phase) {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            afters = Arrays.copyOf(afters, size * 2);
            tasks = Arrays.copyOf(tasks, size * 2);
            phases = Arrays.copyOf(phases, size * 2);
        }
        if (task >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(task + 1, counts.length * 2));
        }
        ends[size] = bytes() + length;
        afters[size] = after;
        tasks[size] = task;
        phases[size] = phase;
        counts[task]++;
        size++;
    }

    void clear() {
        size = 0;
        Arrays.fill(counts, 0);
    }

    int size() {
        return size;
    }

    /** How many entries a task has. */
    int count(int task) {
        return task < counts.length ? counts[task] : 0;
    }

    long bytes() {
        return offset(size);
    }

    long offset(int position) {
        return position == 0 ? 0 : ends[position - 1];
    }

    int after(int position) {
        return afters[position];
    }

    int task(int position) {
        return tasks[position];
    }

    @Nullable TaskStatus phase(int position) {
        return phases[position];
    }
}
