package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What the processors had done up to a moment: counters of the kernel that only grow, so that two
 * of these tell of the time between them. In a container with a quota of processors they are the
 * container's.
 *
 * @param busy processor time that was used, by whatever
 * @param capacity processor time that there was
 * @param waited time during which something was ready to run and had no processor (pressure stall
 *     information; zero where the kernel has none)
 * @see <a href="https://docs.kernel.org/accounting/psi.html">PSI</a>
 */
public record MachineLoad(Duration busy, Duration capacity, Duration waited) {

    /** The share of the time from which on others are taken to have slowed a command down. */
    private static final double CONTENTION = 0.2;

    /** The share of a processor below which a command waited for something else. */
    private static final double AT_WORK = 0.05;

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern WAITED = Pattern.compile("some .*total=(\\d+)");
    private static final Pattern USED = Pattern.compile("usage_usec (\\d+)");

    /** Of the kernel's ticks; 100 a second on every platform that Java knows. */
    private static final Duration TICK = Duration.ofMillis(10);

    public static MachineLoad now() {
        return read(Path.of("/"), Runtime.getRuntime().availableProcessors(), System.nanoTime());
    }

    /**
     * @param nanos the moment, by {@link System#nanoTime}
     */
    static MachineLoad read(Path root, int processors, long nanos) {
        var group = root.resolve("sys/fs/cgroup");
        var used = USED.matcher(text(group.resolve("cpu.stat")));
        if (!text(group.resolve("cpu.max")).matches("\\d+ \\d+\\s*") || !used.find()) {
            return ofMachine(root.resolve("proc"));
        }
        return new MachineLoad(
                micros(used.group(1)),
                Duration.ofNanos(nanos).multipliedBy(processors),
                waited(text(group.resolve("cpu.pressure"))));
    }

    /** See proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal. */
    private static MachineLoad ofMachine(Path proc) {
        var ticks =
                text(proc.resolve("stat"))
                        .lines()
                        .limit(1)
                        .flatMap(line -> Arrays.stream(BLANKS.split(line, -1)).skip(1).limit(8))
                        .mapToLong(Long::parseLong)
                        .toArray();
        long all = Arrays.stream(ticks).sum();
        long idle = ticks.length < 5 ? all : ticks[3] + ticks[4];
        return new MachineLoad(
                TICK.multipliedBy(all - idle),
                TICK.multipliedBy(all),
                waited(text(proc.resolve("pressure/cpu"))));
    }

    /** How many processors had nothing to do since then, on average. */
    public double freeProcessors(MachineLoad earlier, int processors) {
        return processors * (1 - share(busy.minus(earlier.busy), capacity.minus(earlier.capacity)));
    }

    /**
     * Whether others have slowed a command down since then: it was at work, for a fifth of the time
     * something waited for a processor, and a fifth of what the processors could do went to others.
     *
     * @param passed how long ago that was
     * @param own processor time of the command and all that it started
     */
    boolean isContended(MachineLoad earlier, Duration passed, Duration own) {
        var others = busy.minus(earlier.busy).minus(own);
        return share(own, passed) >= AT_WORK
                && share(others, capacity.minus(earlier.capacity)) >= CONTENTION
                && share(waited.minus(earlier.waited), passed) >= CONTENTION;
    }

    private static double share(Duration part, Duration whole) {
        return whole.isPositive() ? (double) part.toNanos() / whole.toNanos() : 0;
    }

    private static Duration waited(String pressure) {
        var total = WAITED.matcher(pressure);
        return total.find() ? micros(total.group(1)) : Duration.ZERO;
    }

    private static Duration micros(String number) {
        return Duration.ofNanos(Long.parseLong(number) * 1000);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }
}
