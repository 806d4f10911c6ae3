package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The largest resident set among a command's processes: exact when it is larger than this virtual
 * machine's own, else the most that was seen in looks at the living ones.
 *
 * <p>The {@code ru_maxrss} of getrusage(2) would be exact, but until its exec a child runs in the
 * memory of the process that started it, and Linux counts that: {@code true} seems to take as much
 * as this virtual machine. A look loses nothing of the past, since the kernel keeps each process's
 * high water mark; what is missed is what a process takes between its last look and its end.
 */
final class PeakMemory {

    private static final int MOST_READ_IN_A_LOOK = 1000;
    private static final Pattern HIGH_WATER = Pattern.compile("\\nVmHWM:\\s*(\\d+) kB\\n");
    private static final Pattern SPACE = Pattern.compile(" ");

    private final int main;
    private final long own;
    private long seen;

    /** Takes the first look, and this virtual machine's measure: to be made right after a start. */
    PeakMemory(int main) {
        this.main = main;
        sample();
        this.own = highWater(ProcessHandle.current().pid());
    }

    /** Looks at the main process and its living descendants, as far as their parents live too. */
    void sample() {
        Queue<Long> found = new ArrayDeque<>(List.of((long) main));
        int left = MOST_READ_IN_A_LOOK;
        while (!found.isEmpty() && left > 0) {
            long pid = found.remove();
            seen = Math.max(seen, highWater(pid));
            String[] threads = Path.of("/proc/" + pid + "/task").toFile().list();
            left--;
            for (String thread : threads == null ? new String[0] : threads) {
                found.addAll(children(pid, thread));
                left--;
            }
        }
    }

    /**
     * The peak in bytes.
     *
     * @param maxRss {@code ru_maxrss} in bytes
     */
    long bytes(long maxRss) {
        // The kernel's counters run apart by some pages for each processor.
        return maxRss > own + own / 8 ? Math.max(seen, maxRss) : seen;
    }

    private static long highWater(long pid) {
        Matcher line = HIGH_WATER.matcher(read("/proc/" + pid + "/status"));
        return line.find() ? Long.parseLong(line.group(1)) * 1024 : 0;
    }

    /** Empty as well on a kernel without CONFIG_PROC_CHILDREN. */
    private static List<Long> children(long pid, String thread) {
        return SPACE.splitAsStream(read("/proc/" + pid + "/task/" + thread + "/children"))
                .filter(child -> !child.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    private static String read(String file) {
        try (var input = new FileInputStream(file)) {
            return new String(input.readAllBytes(), ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
