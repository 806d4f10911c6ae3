package org.platformnetwork.termexecutor.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.platformnetwork.termexecutor.testing.PostgresServer;
import org.springframework.util.FileSystemUtils;

/**
 * Kills a service under load {@code crash.kills} times on SQLite and as often on PostgreSQL, which
 * is killed under it now and then; ends with exit code 0 only if nothing was lost and nothing run
 * twice. The moments come from {@code crash.seed}, which is printed; what they meet depends on the
 * machine.
 */
public final class Crash {

    private static final PrintStream OUT = System.out;

    private Crash() {}

    public static void main(String[] args) throws Exception {
        var directory = Files.createTempDirectory("term-executor-crash");
        // The user of PostgreSQL has to pass through it.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        boolean kept = false;
        try {
            kept = run(directory, Integer.getInteger("crash.kills", 50), seed());
        } finally {
            if (kept) {
                FileSystemUtils.deleteRecursively(directory);
            } else {
                OUT.println("NOT ALL PROMISES WERE KEPT; logs and data: " + directory);
            }
        }
        System.exit(kept ? 0 : 1);
    }

    private static long seed() {
        var given = System.getProperty("crash.seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }

    /** Those that lives of the service take in turn. */
    private static List<String> levels() throws IOException, InterruptedException {
        if (Boolean.parseBoolean(System.getenv("REQUIRE_TOOLS")) || hasNamespaces()) {
            return List.of("process", "namespaces");
        }
        return List.of("process");
    }

    private static boolean hasNamespaces() throws InterruptedException {
        try {
            return new ProcessBuilder("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean run(Path directory, int kills, long seed)
            throws IOException, InterruptedException {
        var levels = levels();
        OUT.printf("%nSQLite, %d kills, -Dcrash.seed=%d, levels %s%n", kills, seed, levels);
        if (!new Campaign(directory.resolve("sqlite"), null, levels, seed).run(kills)) {
            return false;
        }
        if (!PostgresServer.isInstalledOrRequired()) {
            OUT.println("PostgreSQL is not installed.");
            return true;
        }
        OUT.printf("%nPostgreSQL, %d kills, -Dcrash.seed=%d, levels %s%n", kills, seed, levels);
        var server = PostgresServer.start(directory.resolve("server"));
        var stop = new Thread(server::close);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            return new Campaign(directory.resolve("postgres"), server, levels, seed).run(kills);
        } finally {
            Runtime.getRuntime().removeShutdownHook(stop);
            server.close();
        }
    }
}
