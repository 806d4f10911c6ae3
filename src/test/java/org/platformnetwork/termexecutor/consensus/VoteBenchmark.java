package org.platformnetwork.termexecutor.consensus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.hotkey.Hotkey;
import org.platformnetwork.termexecutor.submission.auth.TestNonces;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.springframework.util.FileSystemUtils;

/**
 * What it costs that a vote is on the disk when it is answered: nonce and vote, without HTTP and
 * signature, of 64 clients at once; in turn in memory, on SQLite and, where it is installed, on
 * PostgreSQL. The directory is the first argument, else a temporary one.
 */
final class VoteBenchmark {

    private static final int CLIENTS = 64;
    private static final int VALIDATORS = 256;
    private static final int ARCHIVES = 90;
    private static final int VOTERS = VALIDATORS / 2 - 1;
    private static final int ROUNDS = 5;

    private VoteBenchmark() {}

    private interface Voting {
        void vote(int voter, int archive, String nonce);
    }

    /** Votes a second, and milliseconds. */
    private record Round(double rate, double median, double p99, double max) {}

    public static void main(String[] args) throws Exception {
        var directory =
                args.length > 0
                        ? Files.createDirectories(Path.of(args[0]))
                        : Files.createTempDirectory("vote-benchmark");
        // PostgreSQL runs as another user.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var server = PostgresServer.startIfInstalled(directory.resolve("server"))) {
            var rounds = new LinkedHashMap<String, Round[]>();
            for (int round = -1; round < ROUNDS; round++) {
                keep(rounds, "memory", round, run(inMemory()));
                keep(rounds, "SQLite", round, inDatabase(directory.resolve("s" + round), ""));
                if (server != null) {
                    var data = directory.resolve("p" + round);
                    keep(rounds, "PostgreSQL", round, inDatabase(data, server.url()));
                }
            }
            rounds.forEach(VoteBenchmark::print);
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    /** The first round only warms up. */
    private static void keep(Map<String, Round[]> rounds, String name, int number, Round round) {
        var all = rounds.computeIfAbsent(name, key -> new Round[ROUNDS]);
        all[Math.max(0, number)] = round;
    }

    private static void print(String name, Round[] rounds) {
        System.out.printf(
                "%-10s %,9.0f votes/s, p50 %6.2f ms, p99 %6.2f ms, max %7.2f ms"
                        + " (medians of %d rounds of %,d votes)%n",
                name,
                median(Arrays.stream(rounds).mapToDouble(Round::rate).toArray()),
                median(Arrays.stream(rounds).mapToDouble(Round::median).toArray()),
                median(Arrays.stream(rounds).mapToDouble(Round::p99).toArray()),
                median(Arrays.stream(rounds).mapToDouble(Round::max).toArray()),
                ROUNDS,
                VOTERS * ARCHIVES);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static Round inDatabase(Path directory, String url) throws Exception {
        try (var ballot = new Ballot(directory, url, VALIDATORS, ARCHIVES)) {
            ballot.store.store().write(db -> db.sql("delete from nonces").update());
            var nonces = TestNonces.consumer(ballot.store.store(), ballot.clock);
            return run((voter, archive, nonce) -> {
                if (nonces.test(Ballot.hotkey(voter), nonce)) {
                    ballot.vote(voter, archive);
                }
            });
        }
    }

    /** The same bookkeeping in maps. */
    private static Voting inMemory() {
        var nonces = ConcurrentHashMap.<String>newKeySet();
        var votes = new ConcurrentHashMap<ArchiveHash, Set<Hotkey>>();
        var validators = Ballot.hotkeys(VALIDATORS);
        return (voter, archive, nonce) -> {
            nonces.add(Ballot.hotkey(voter) + nonce);
            votes.compute(
                    Ballot.archive(archive),
                    (hash, known) -> {
                        var voters = known == null ? new HashSet<Hotkey>() : known;
                        voters.add(Ballot.hotkey(voter));
                        if (voters.stream().filter(validators::contains).count() > VALIDATORS / 2) {
                            throw new IllegalStateException("agreed");
                        }
                        return voters;
                    });
        };
    }

    private static Round run(Voting voting) throws Exception {
        var next = new AtomicInteger();
        var times = new long[VOTERS * ARCHIVES];
        long start = System.nanoTime();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new Future<?>[CLIENTS];
            for (int client = 0; client < CLIENTS; client++) {
                all[client] = clients.submit(() -> vote(voting, next, times));
            }
            for (var client : all) {
                client.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(times);
        return new Round(
                times.length / seconds,
                times[times.length / 2] / 1e6,
                times[times.length * 99 / 100] / 1e6,
                times[times.length - 1] / 1e6);
    }

    private static void vote(Voting voting, AtomicInteger next, long[] times) {
        for (int i = next.getAndIncrement(); i < times.length; i = next.getAndIncrement()) {
            long start = System.nanoTime();
            voting.vote(i / ARCHIVES, i % ARCHIVES, "nonce " + i);
            times[i] = System.nanoTime() - start;
        }
    }
}
