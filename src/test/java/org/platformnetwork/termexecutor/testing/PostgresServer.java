package org.platformnetwork.termexecutor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server on a free port of the loopback, of a test's own or with a database of its own
 * ({@link #database}); root starts it as nobody.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String NOBODY = "65534";

    /** Started when it is first asked for, and gone with the JVM. */
    private static final class Shared {

        private static final AtomicInteger DATABASES = new AtomicInteger();
        private static final PostgresServer SERVER = start();

        private static PostgresServer start() {
            try {
                var directory = Files.createTempDirectory("postgres-");
                var server = PostgresServer.start(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, directory)));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void remove(PostgresServer server, Path directory) {
            server.close();
            FileSystemUtils.deleteRecursively(directory.toFile());
        }
    }

    private final Path programs;
    private final Path data;
    private final int port;

    private PostgresServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Where Debian has the programs, which are not on the PATH; empty where absent. */
    static List<Path> installed() {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether tests with it run. */
    public static boolean isInstalledOrRequired() {
        return !installed().isEmpty() || Boolean.parseBoolean(System.getenv("REQUIRE_TOOLS"));
    }

    /**
     * Starts one with an empty database.
     *
     * @param directory one of its own, whose parents every user can enter
     */
    public static PostgresServer start(Path directory) throws IOException {
        var data = directory.resolve("postgres");
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        var server = new PostgresServer(installed().getFirst(), data, freePort());
        server.run("initdb", "--no-sync", "-A", "trust", "-U", "test", "-D", data.toString());
        server.startAgain();
        return server;
    }

    /** The URL of a new database, empty, on the server that the tests of this JVM share. */
    public static String database() {
        var name = "test_" + Shared.DATABASES.incrementAndGet();
        Shared.SERVER.execute("create database " + name);
        return Shared.SERVER.url().replace("/postgres", "/" + name);
    }

    /** The URL of a new database that a dump of another one was restored into. */
    public static String restoredDump(String url) {
        var restored = database();
        var dump = Shared.SERVER.data.resolveSibling("dump.sql").toString();
        Shared.SERVER.run("pg_dump", "--file", dump, "--dbname", url);
        Shared.SERVER.run("psql", "-v", "ON_ERROR_STOP=1", "--file", dump, "--dbname", restored);
        return restored;
    }

    /** As {@link #start}; null where it is not installed. */
    public static @Nullable PostgresServer startIfInstalled(Path directory) throws IOException {
        return installed().isEmpty() ? null : start(directory);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** After {@link #stop()}. */
    public void startAgain() {
        var options = "-p %d -c listen_addresses=127.0.0.1 -k ''".formatted(port);
        run("pg_ctl", "-w", "-D", data.toString(), "-l", data + ".log", "-o", options, "start");
    }

    /** Ends it at once, as a crash does. */
    public void stop() {
        run("pg_ctl", "-w", "-m", "immediate", "-D", data.toString(), "stop");
    }

    public String url() {
        return url(port);
    }

    /** Through whatever forwards another port to this server's. */
    public String url(int otherPort) {
        return "postgresql://test@127.0.0.1:%d/postgres".formatted(otherPort);
    }

    public int port() {
        return port;
    }

    /** Ends the session by which a service holds the database. */
    public void endLockSession() {
        execute(
                """
                select pg_terminate_backend(pid, 60000) from pg_locks
                where locktype = 'advisory' and granted
                """);
    }

    private void execute(String sql) {
        var url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=test".formatted(port);
        try (var own = DriverManager.getConnection(url);
                var statement = own.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(
                    List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            var process =
                    new ProcessBuilder(command)
                            .directory(data.resolveSibling("").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(data.resolveSibling(program + ".out").toFile())
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(
                        Files.readString(data.resolveSibling(program + ".out")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
