package org.platformnetwork.termexecutor.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.sandbox.Isolation;

/**
 * Names of Temporal's task queues. The protocol's version is part of them, so a worker of another
 * version takes nothing.
 */
final class TaskQueues {

    /** Changes with what coordinator and workers send each other. */
    static final int PROTOCOL = 1;

    private static final String PREFIX = "term-executor-" + PROTOCOL + "-";

    /** Where the coordinator runs its workflows. */
    static final String COORDINATOR = PREFIX + "coordinator";

    private TaskQueues() {}

    /** For attempts that need at least this level. */
    static String atLeast(Isolation level) {
        return PREFIX + level.wireName();
    }

    /** For attempts that one worker has prepared already. */
    static String of(String worker) {
        return PREFIX + "worker-" + worker;
    }

    /** What a worker takes from: a stronger level serves those who need less. */
    static List<String> servedBy(String worker, Isolation level) {
        return Stream.concat(
                        Stream.of(of(worker)),
                        Arrays.stream(Isolation.values())
                                .filter(needed -> needed.compareTo(level) >= 0)
                                .map(TaskQueues::atLeast))
                .toList();
    }
}
