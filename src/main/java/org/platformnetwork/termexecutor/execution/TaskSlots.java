package org.platformnetwork.termexecutor.execution;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.sandbox.MachineLoad;

/**
 * Says how many tasks may run side by side now. As many as there are processors begin at once;
 * further ones follow over time, each for a processor that had nothing to do for some seconds, so
 * that agents that wait for a model run in great numbers and compilers do not. Together they are
 * never more than the setting allows, nor than the machine has memory for, one excepted.
 */
final class TaskSlots {

    /** How long a new task has to show what it uses, before the next one beyond the processors. */
    static final Duration RAMP = Duration.ofSeconds(3);

    /**
     * What a machine has.
     *
     * @param memory in bytes
     */
    record Machine(int processors, long memory) {}

    private final Machine machine;
    private final int most;
    private final Supplier<MachineLoad> load;
    private final InstantSource clock;
    private MachineLoad seen;
    private Instant seenAt;
    private int free;

    /**
     * @param setting the upper limit
     * @param memoryOfTask bytes; 0 is no limit
     */
    TaskSlots(
            int setting,
            long memoryOfTask,
            Machine machine,
            Supplier<MachineLoad> load,
            InstantSource clock) {
        this.machine = machine;
        long byMemory = memoryOfTask == 0 ? setting : machine.memory() / memoryOfTask;
        this.most = Math.clamp(byMemory, 1, setting);
        this.load = load;
        this.clock = clock;
        this.seen = load.get();
        this.seenAt = clock.instant();
    }

    /** How many tasks may ever run at once. */
    int most() {
        return most;
    }

    /**
     * How many tasks may run at once now.
     *
     * @param running how many do
     */
    synchronized int mostAtOnce(int running) {
        sample();
        return Math.min(most, Math.max(machine.processors(), running + free));
    }

    /** Notes that tasks have begun, whose use is still to be seen. */
    synchronized void taken() {
        see(load.get());
        free = 0;
    }

    private void sample() {
        if (Duration.between(seenAt, clock.instant()).compareTo(RAMP) >= 0) {
            var now = load.get();
            free = (int) Math.round(Math.max(0, now.freeProcessors(seen, machine.processors())));
            see(now);
        }
    }

    private void see(MachineLoad now) {
        seen = now;
        seenAt = clock.instant();
    }
}
