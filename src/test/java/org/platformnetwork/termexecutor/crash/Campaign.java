package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/**
 * A service on one database and clients that keep it busy, killed again and again: while it starts,
 * right after, and at any moment of the seconds after it was checked. A database that is a server
 * is killed under it, too.
 */
final class Campaign {

    private static final PrintStream OUT = System.out;
    private static final int CLIENTS = 3;
    private static final int SHOWN_LINES = 40;

    private final Path directory;
    private final @Nullable PostgresServer server;
    private final List<String> levels;
    private final Random random;
    private final Ledger ledger = new Ledger();
    private final Followers followers = new Followers();
    private final Access access = new Access();
    private final KillTable table = new KillTable();
    private final Marks marks;
    private final Remains remains;
    private final RestartChecks checks;
    private final List<Load> clients = new ArrayList<>();
    private final List<Path> logs = new ArrayList<>();
    private final Set<Integer> confined = new HashSet<>();
    private long startMillis = 2000;

    /**
     * @param server null for SQLite
     * @param levels of isolation that lives take in turn
     */
    Campaign(Path directory, @Nullable PostgresServer server, List<String> levels, long seed)
            throws IOException {
        this.directory = Files.createDirectories(directory);
        this.server = server;
        this.levels = List.copyOf(levels);
        this.random = new Random(seed);
        this.marks = new Marks(directory.resolve("marks"));
        this.remains = new Remains(directory.resolve("work"), marks);
        this.checks = new RestartChecks(ledger, followers, remains, random);
        var repository = TestRepository.create(directory.resolve("repository"));
        repository.commit("value.txt", "none\n");
        var numbers = new AtomicInteger();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(
                    new Load(
                            ledger,
                            followers,
                            access,
                            repository,
                            marks,
                            numbers,
                            new Random(random.nextLong())));
        }
    }

    /** Whether all promises were kept. */
    boolean run(int kills) throws IOException, InterruptedException {
        var began = Instant.now();
        var threads =
                clients.stream().map(client -> Thread.ofPlatform().start(client::run)).toList();
        try {
            while (table.kills() < kills && ledger.complaints().isEmpty()) {
                liveAndDie();
            }
            var last = start();
            try {
                last.awaitReady();
                checks.run(last);
                access.end();
                for (var thread : threads) {
                    thread.join();
                }
                finish(last, began);
            } finally {
                last.kill();
            }
        } catch (RuntimeException e) {
            ledger.complain("the test broke: " + e);
            throw e;
        } finally {
            access.end();
            complain();
        }
        return ledger.complaints().isEmpty();
    }

    private String databaseUrl() {
        return server == null ? "" : server.url();
    }

    private ServiceProcess start() throws IOException {
        int life = logs.size() + 1;
        var level = levels.get(life % levels.size());
        if (!level.equals("process")) {
            confined.add(life);
        }
        var environment =
                new HashMap<>(
                        Map.of(
                                "WORKSPACE_BASE",
                                remains.workspaces().toString(),
                                "DATA_DIR",
                                directory.resolve("data").toString(),
                                "TRUSTED_VALIDATORS",
                                TestKeys.trustedValidators(),
                                "BITTENSOR_RPC",
                                "off",
                                "ALLOWED_GIT_PROTOCOLS",
                                "https,file",
                                "ISOLATION",
                                level,
                                // Runs of the hidden tests are counted; a control is one more.
                                "NEGATIVE_CONTROL",
                                "false",
                                "CONSENSUS_TTL_SECS",
                                "86400",
                                "SESSION_TTL_SECS",
                                "86400"));
        environment.putAll(
                Map.of(
                        "DATABASE_URL",
                        databaseUrl(),
                        // So that a batch has tasks that have ended beside those that have not.
                        "MAX_CONCURRENT_TASKS",
                        "2",
                        "MAX_QUEUED_BATCHES",
                        "1000",
                        "MAX_PENDING_CONSENSUS",
                        "1000",
                        "AGENT_ENV",
                        CrashArchive.LIFE,
                        CrashArchive.LIFE,
                        Integer.toString(life)));
        logs.add(directory.resolve("life-" + life + ".log"));
        return ServiceProcess.start(life, logs.getLast(), environment);
    }

    private void liveAndDie() throws IOException, InterruptedException {
        var service = start();
        Set<String> hit = Set.of("starting");
        try {
            int kind = random.nextInt(20);
            if (kind < 4) {
                service.survives(millis(startMillis));
            } else {
                startMillis = service.awaitReady().toMillis();
                access.open(service);
                if (kind >= 7) {
                    checks.run(service);
                }
                if (server != null && (kind >= 10 || table.databaseKills() == 0)) {
                    killDatabase(server, service);
                }
                service.survives(millis(kind < 7 ? 500 : 3000));
                hit = ledger.standing();
            }
        } finally {
            if (service.kill()) {
                table.add(hit);
            } else {
                ledger.complain("life %d ended by itself".formatted(service.life()));
            }
            access.close();
        }
        for (var line : service.errors()) {
            ledger.complain("life %d: %s".formatted(service.life(), line));
        }
    }

    /** The service goes on by itself when its database is back, or is killed itself before that. */
    private void killDatabase(PostgresServer database, ServiceProcess service)
            throws IOException, InterruptedException {
        service.survives(millis(2000));
        access.databaseIsKilled();
        table.addDatabase(ledger.standing());
        database.stop();
        try {
            service.survives(millis(2000));
        } finally {
            database.startAgain();
        }
        if (random.nextInt(3) > 0) {
            service.awaitReady();
            checks.run(service);
        }
    }

    private Duration millis(long bound) {
        return Duration.ofMillis(random.nextLong(bound));
    }

    private void finish(ServiceProcess last, Instant began)
            throws IOException, InterruptedException {
        var end = new FinalChecks(ledger, checks, clients.getFirst(), last);
        end.await();
        var runs = new RunChecks(ledger, marks.starts(), marks.tests(), confined);
        end.run(runs);
        if (!last.stop()) {
            ledger.complain("the service does not stop");
        }
        new Leavings(ledger, directory, databaseUrl(), remains).check();
        OUT.printf(
                "%d kills, and %d of the database, in %d s; what they hit:%n",
                table.kills(),
                table.databaseKills(),
                Duration.between(began, Instant.now()).toSeconds());
        table.print(OUT);
        var ended = ledger.submissions().stream().filter(Submission::hasEnded).count();
        OUT.printf(
                "%d batches ended, %d collect votes%n", ended, ledger.submissions().size() - ended);
        OUT.printf(
                "%d tasks, %d attempts cut short by a kill, %d tasks given up after five%n",
                runs.tasks(), runs.interrupted(), runs.givenUp());
        OUT.printf(
                "%d votes answered, %d nonces used, %d of them tried again%n",
                ledger.votes(), ledger.nonces(), checks.checked());
    }

    private void complain() throws IOException {
        if (ledger.complaints().isEmpty()) {
            return;
        }
        for (var log : logs.subList(Math.max(0, logs.size() - 2), logs.size())) {
            var lines = Files.readAllLines(log);
            OUT.println(log.getFileName() + ":");
            lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())
                    .forEach(OUT::println);
        }
        ledger.complaints().forEach(OUT::println);
    }
}
