package org.platformnetwork.termexecutor.crash;

import java.io.PrintStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How many kills hit each state; one kill can hit several. */
final class KillTable {

    private final Map<String, Integer> counts = new TreeMap<>();
    private int kills;
    private int databaseKills;

    /** A kill of the database under a service that lived on. */
    void addDatabase(Set<String> states) {
        databaseKills++;
        states.forEach(state -> counts.merge("database: " + state, 1, Integer::sum));
    }

    int databaseKills() {
        return databaseKills;
    }

    void add(Set<String> states) {
        kills++;
        states.forEach(state -> counts.merge(state, 1, Integer::sum));
    }

    int kills() {
        return kills;
    }

    void print(PrintStream out) {
        counts.forEach((state, count) -> out.printf("  %-32s %5d%n", state, count));
    }
}
