package org.platformnetwork.termexecutor.process;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.platformnetwork.termexecutor.process.ProcessMarkers.Finding;
import org.platformnetwork.termexecutor.process.ProcessStat.Identity;

/**
 * Finds and kills what left the process group: members of the session, bearers of the run's traces
 * and all descendants of either, scan after scan until one finds none. They are stopped as they are
 * found and killed once all stand still: at the limit of processes, each single kill would only
 * make room for another fork.
 *
 * <p>What escapes: a process that is in another session, whose ancestors of this run are dead, and
 * that has replaced its environment, closed the output, and left the owned directory; one that runs
 * as another user or made itself unreadable; and one that forks, leaves its session and exits
 * faster than a scan follows. A pid namespace, or the kill switch of a cgroup, holds those too.
 */
final class ProcessReaper {

    private static final int LOOKS_AT_UNCLEAR = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final long main;
    private final ProcessMarkers traces;
    private final long since;
    private final long self = ProcessHandle.current().pid();
    private final Set<Identity> known = new HashSet<>();
    private int unclear;

    /**
     * @param main the leader of the command's group and session, whose pid stays its own while this
     *     is used
     */
    ProcessReaper(long main, ProcessMarkers traces) {
        this.main = main;
        this.traces = traces;
        ProcessStat started = ProcessStat.read(main);
        ProcessStat own = ProcessStat.read(self);
        if (started != null) {
            this.since = started.identity().startTicks();
        } else {
            this.since = own == null ? 0 : own.identity().startTicks();
        }
    }

    /**
     * Asks the descendants to end. Where the run has a pid namespace, only those in it but its
     * first process: what holds them from outside would take them along unasked.
     */
    void terminate() {
        List<ProcessStat> below = descendants();
        List<ProcessStat> inside =
                below.stream().filter(process -> isInside(process.namespacePids())).toList();
        (inside.isEmpty() ? below : inside).forEach(process -> process.signal(Libc.SIGTERM));
    }

    private static boolean isInside(List<String> pids) {
        return pids.size() > 1 && !pids.getLast().equals("1");
    }

    private List<ProcessStat> descendants() {
        List<ProcessStat> processes = processes();
        Set<Long> pids = new HashSet<>(Set.of(main));
        int before;
        do {
            before = pids.size();
            for (ProcessStat process : processes) {
                if (pids.contains(process.parent())) {
                    pids.add(process.pid());
                }
            }
        } while (pids.size() > before);
        return processes.stream().filter(process -> pids.contains(process.pid())).toList();
    }

    /** Remembers the living descendants, who are no one's once their parents are dead. */
    void rememberDescendants() {
        List<ProcessStat> processes = processes();
        processes.stream().filter(process -> process.pid() == main).forEach(this::add);
        addDescendants(processes);
    }

    /** How many are still alive at the deadline: zero, or the kernel cannot end them. */
    int sweep(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Duration pause = Duration.ofMillis(1);
        int looks = 0;
        long timeout = deadline - limit.toNanos() / 2;
        while (true) {
            List<ProcessStat> found = scan();
            boolean allStopped = found.stream().allMatch(ProcessStat::isStopped);
            if (allStopped || System.nanoTime() - timeout > 0) {
                found.forEach(process -> process.signal(Libc.SIGKILL));
            }
            if (found.isEmpty() && (unclear == 0 || ++looks == LOOKS_AT_UNCLEAR)) {
                return 0;
            }
            if (System.nanoTime() - deadline > 0) {
                return found.size();
            }
            Uninterruptible.pause(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private List<ProcessStat> scan() {
        List<ProcessStat> processes = processes();
        unclear = 0;
        for (ProcessStat process : processes) {
            if (inGroupOrSession(process)) {
                add(process);
            } else if (!known.contains(process.identity())) {
                examine(process);
            }
        }
        addDescendants(processes);
        return processes.stream().filter(process -> known.contains(process.identity())).toList();
    }

    private boolean inGroupOrSession(ProcessStat process) {
        return process.group() == main || process.session() == main;
    }

    private void examine(ProcessStat process) {
        Finding finding = traces.examine(process);
        if (finding == Finding.OURS) {
            add(process);
        } else if (finding == Finding.UNCLEAR) {
            unclear++;
        }
    }

    private void add(ProcessStat process) {
        if (known.add(process.identity()) && !process.isStopped()) {
            process.signal(Libc.SIGSTOP);
        }
    }

    private void addDescendants(List<ProcessStat> processes) {
        Set<Long> parents = new HashSet<>();
        int before;
        do {
            before = parents.size();
            for (ProcessStat process : processes) {
                if (known.contains(process.identity()) || parents.contains(process.parent())) {
                    add(process);
                    parents.add(process.pid());
                }
            }
        } while (parents.size() > before);
    }

    private List<ProcessStat> processes() {
        return ProcessStat.living().stream()
                .filter(process ->
                        process.identity().startTicks() >= since && process.pid() != self)
                .toList();
    }
}
