package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of {@code /proc/PID/stat} (proc_pid_stat(5)). */
record ProcessStat(
        Identity identity,
        char state,
        long parent,
        long group,
        long session,
        boolean kernel,
        int threads) {

    /** A name of at most 64 bytes and fifty numbers. */
    private static final int LONGEST_LINE = 2048;

    private static final long KERNEL_THREAD = 0x0020_0000;

    /** Names a process for ever, because a pid alone is used again. */
    record Identity(long pid, long startTicks) {}

    /** Null when there is no such process. */
    static @Nullable ProcessStat read(long pid) {
        // One look at hundreds of processes: the kernel gives the whole line at once.
        byte[] line = new byte[LONGEST_LINE];
        try (var file = new FileInputStream("/proc/" + pid + "/stat")) {
            int length = file.read(line);
            return length < 0 ? null : parse(pid, new String(line, 0, length, ISO_8859_1));
        } catch (IOException _) {
            return null;
        }
    }

    /** The name in brackets is the process's own choice, brackets and line ends included. */
    static ProcessStat parse(long pid, String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return new ProcessStat(
                new Identity(pid, Long.parseLong(fields[19])),
                fields[0].charAt(0),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                (Long.parseLong(fields[6]) & KERNEL_THREAD) != 0,
                Integer.parseInt(fields[17]));
    }

    /** All that are alive, threads of the kernel left out. */
    static List<ProcessStat> living() {
        String[] names = new File("/proc").list();
        List<ProcessStat> processes = new ArrayList<>();
        for (String name : names == null ? new String[0] : names) {
            ProcessStat process =
                    Character.isDigit(name.charAt(0)) ? read(Long.parseLong(name)) : null;
            if (process != null && process.isAlive() && !process.kernel()) {
                processes.add(process);
            }
        }
        return processes;
    }

    /** Checked once more, because the pid may have been given anew since. */
    void signal(int signal) {
        ProcessStat now = read(pid());
        if (now != null && now.identity().equals(identity)) {
            Libc.kill((int) pid(), signal);
        }
    }

    long pid() {
        return identity.pid();
    }

    /** A process whose first thread has ended looks like a zombie while its others still run. */
    boolean isAlive() {
        return state != 'X' && (state != 'Z' || threads > 1);
    }

    /**
     * Its pids in the pid namespaces it is in, from this service's own inwards
     * (proc_pid_status(5)); empty when it is gone.
     */
    List<String> namespacePids() {
        try (var file = new FileInputStream("/proc/" + pid() + "/status")) {
            return new String(file.readAllBytes(), ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("NSpid:"))
                    .flatMap(line -> Arrays.stream(line.substring(6).strip().split("\\s+", -1)))
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    /** Whether it can no longer fork; of a first thread that has ended nothing more can be said. */
    boolean isStopped() {
        return state == 'T' || state == 't' || state == 'Z';
    }
}
