package org.platformnetwork.termexecutor.sandbox.cgroup;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.ExceededLimit;

/** What the files of one group are called and mean, which differs between the two versions. */
sealed interface CgroupFiles {

    long CPU_PERIOD_MICROS = 100_000;

    /** Of the group that has the limits. */
    CgroupDirectory directory();

    /** The group below it that commands enter. */
    default CgroupDirectory inside() {
        return directory().child("inside");
    }

    /** As in {@code LimitStatus#detail()}. */
    String version();

    void limitMemory(long bytes) throws IOException;

    void limitCpus(double cpus) throws IOException;

    @Nullable Long peakMemory();

    @Nullable Duration cpuTime();

    /** Memory of the group or of the host, when something was killed for it. */
    Optional<ExceededLimit> memoryExcess();

    default void limitProcesses(int processes) throws IOException {
        directory().write("pids.max", Integer.toString(processes));
    }

    /**
     * Whether it happened in the group or, where the kernel counts by whom it happened to, inside.
     */
    default boolean counted(String file, String event) {
        return directory().counted(file, event) || inside().counted(file, event);
    }

    /** A refusal that came from further out left the group below its own limit. */
    default boolean processesRefused(int limit) {
        Long peak = directory().number("pids.peak");
        return limit > 0 && counted("pids.events", "max") && (peak == null || peak >= limit);
    }

    default void limit(LimitedResource resource, CgroupLimits limits) throws IOException {
        switch (resource) {
            case MEMORY -> {
                if (limits.memoryBytes() > 0) {
                    limitMemory(limits.memoryBytes());
                }
            }
            case PROCESSES -> {
                if (limits.processes() > 0) {
                    limitProcesses(limits.processes());
                }
            }
            case CPU -> {
                if (limits.cpus() > 0) {
                    limitCpus(limits.cpus());
                }
            }
        }
    }

    static long quotaMicros(double cpus) {
        return Math.round(cpus * CPU_PERIOD_MICROS);
    }

    /** Version 2 (cgroup-v2.rst of the kernel's documentation). */
    record Unified(CgroupDirectory directory) implements CgroupFiles {

        @Override
        public String version() {
            return "v2";
        }

        @Override
        public void limitMemory(long bytes) throws IOException {
            directory.write("memory.max", Long.toString(bytes));
            directory.writeIfPresent("memory.swap.max", "0");
            directory.writeIfPresent("memory.oom.group", "1");
        }

        @Override
        public void limitCpus(double cpus) throws IOException {
            directory.write("cpu.max", quotaMicros(cpus) + " " + CPU_PERIOD_MICROS);
        }

        @Override
        public @Nullable Long peakMemory() {
            return directory.number("memory.peak");
        }

        @Override
        public @Nullable Duration cpuTime() {
            Long micros = directory.number("cpu.stat", "usage_usec");
            return micros == null ? null : Duration.ofNanos(micros * 1000);
        }

        @Override
        public Optional<ExceededLimit> memoryExcess() {
            if (!directory.counted("memory.events", "oom_kill")) {
                return Optional.empty();
            }
            return Optional.of(
                    directory.counted("memory.events", "oom")
                            ? ExceededLimit.MEMORY
                            : ExceededLimit.HOST_MEMORY);
        }
    }

    /** Version 1 (cgroup-v1/memory.rst and scheduler/sched-bwc.rst there). */
    record Legacy(CgroupDirectory directory) implements CgroupFiles {

        /** How far below the limit the kernel may find that there is no room left. */
        private static final long CHARGED_AT_ONCE = 64 * 4096;

        @Override
        public String version() {
            return "v1";
        }

        @Override
        public void limitMemory(long bytes) throws IOException {
            directory.writeIfPresent("memory.use_hierarchy", "1");
            directory.write("memory.limit_in_bytes", Long.toString(bytes));
            if (directory.has("memory.memsw.limit_in_bytes")) {
                directory.write("memory.memsw.limit_in_bytes", Long.toString(bytes));
            } else {
                directory.writeIfPresent("memory.swappiness", "0");
            }
        }

        @Override
        public void limitCpus(double cpus) throws IOException {
            directory.write("cpu.cfs_period_us", Long.toString(CPU_PERIOD_MICROS));
            directory.write("cpu.cfs_quota_us", Long.toString(quotaMicros(cpus)));
        }

        @Override
        public @Nullable Long peakMemory() {
            Long peak = directory.number("memory.max_usage_in_bytes");
            Long peakWithSwap = directory.number("memory.memsw.max_usage_in_bytes");
            return peakWithSwap == null ? peak : peakWithSwap;
        }

        @Override
        public @Nullable Duration cpuTime() {
            Long nanos = directory.number("cpuacct.usage");
            return nanos == null ? null : Duration.ofNanos(nanos);
        }

        @Override
        public Optional<ExceededLimit> memoryExcess() {
            if (!counted("memory.oom_control", "oom_kill")) {
                return Optional.empty();
            }
            return Optional.of(reachedLimit() ? ExceededLimit.MEMORY : ExceededLimit.HOST_MEMORY);
        }

        /** Told by the peak, since not every kernel counts in {@code memory.failcnt}. */
        private boolean reachedLimit() {
            Long peak = peakMemory();
            Long limit = directory.number("memory.limit_in_bytes");
            return peak == null || limit == null || peak >= limit - CHARGED_AT_ONCE;
        }
    }
}
