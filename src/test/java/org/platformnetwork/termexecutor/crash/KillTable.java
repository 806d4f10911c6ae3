package org.platformnetwork.termexecutor.crash;

import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many kills hit each state; one kill can hit several. */
final class KillTable {

    private final Map<String, Integer> counts = new TreeMap<>();
    private int kills;

    void add(Set<String> states) {
        kills++;
        states.forEach(state -> counts.merge(state, 1, Integer::sum));
    }

    int kills() {
        return kills;
    }

    void print(PrintStream out) {
        counts.forEach((state, count) -> out.printf("  %-22s %5d%n", state, count));
    }
}
