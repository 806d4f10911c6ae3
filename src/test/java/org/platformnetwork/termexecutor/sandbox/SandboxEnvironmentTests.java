package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

/** What commands find around themselves, in every role, of a root's and of a user's service. */
@EnabledIfCommand({"bwrap", "unshare", "getent", "python3"})
class SandboxEnvironmentTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String INSTALL =
            """
            mkdir /data /srv/data /tmp/git
            echo 1 >/data/x; echo 2 >/srv/data/x; echo 3 >/tmp/git/x
            echo 127.0.0.2 made >>/etc/hosts
            ln -s /data/x ~/link
            """;

    /** The same in every role but for the user. */
    private static final String LOOK =
            """
            echo "$(whoami) $(id -gn) $USER $LOGNAME"
            getent passwd "$(id -u)" | cut -d: -f6
            getent hosts "$(hostname)"
            python -c 'import os, socket; print(os.path.expanduser("~"), socket.gethostbyname("localhost"))'
            ls -d /home /media /mnt /srv | tr '\\n' ' '
            touch /dev/shm/x && stat -c %a /dev/shm
            """;

    /** After the installation only. */
    private static final String USE =
            """
            cat /data/x /srv/data/x /tmp/git/x ~/link | tr '\\n' ' '
            stat -c %U /data/x /tmp/git/x .
            getent hosts made
            echo 127.0.0.3 own >>/etc/hosts && getent hosts own
            mkdir /new && echo >>/data/x && rm -r /tmp/git && echo changed
            """;

    @TempDir Path temporary;

    @Test
    @EnabledIfRoot
    void isThatOfAContainer() throws IOException {
        assertThat(Service.lines(temporary)).isEqualTo(expected());
        assertThat(Path.of("/data")).doesNotExist();
    }

    @Test
    void isThatOfAContainerForAnOrdinaryUser() {
        var line =
                new ArrayList<>(
                        List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"));
        line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of("-Dlogging.level.root=OFF", Service.class.getName()));
        line.add(temporary.toString());
        var command =
                new Command(line, Path.of("/"), Map.of("PATH", HostCommands.PATH), TIMEOUT, 65_536);

        assertThat(new ProcessRunner().run(command))
                .isInstanceOfSatisfying(
                        ProcessResult.Exited.class,
                        exited ->
                                assertThat(exited.output().text().lines().toList())
                                        .isEqualTo(expected()));
    }

    /** Bubblewrap would follow it out of the sandbox when it mounts the tree for a command. */
    @Test
    @EnabledIfRoot
    void linkAboveTheWorkingTreeLeadsNowhere() throws IOException {
        var outside = Files.createDirectory(temporary.resolve("outside"));
        var service = new Service(temporary.resolve("work"));
        var layer = service.layer();
        try (var sandbox =
                service.sandboxes.open(
                        service.workspaces.newUpload(),
                        layer,
                        SandboxPhase.PREPARE,
                        "/home/u/repo")) {
            var put = "mv /home/u /home/v && ln -s /oldroot" + outside + " /home/u && echo put";
            assertThat(service.run(sandbox, put)).isEqualTo("put\n");
            assertThat(service.run(sandbox, "echo not reached"))
                    .contains("A link was put in the way of the working tree.");
        }
        assertThat(outside).isEmptyDirectory();
        service.close();
    }

    private static List<String> expected() {
        return Stream.of(looks("root"), looks("agent"), uses("agent"), looks("task"), uses("task"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> looks(String user) {
        return List.of(
                "%1$s %1$s %1$s %1$s".formatted(user),
                "/root",
                "127.0.0.1       task",
                "/root 127.0.0.1",
                "/home /media /mnt /srv 1777");
    }

    private static List<String> uses(String user) {
        return List.of(
                "1 2 3 1 " + user,
                user,
                user,
                "127.0.0.2       made",
                "127.0.0.3       own",
                "changed");
    }

    static final class Service implements AutoCloseable {

        private final Workspaces workspaces;
        private final Sandboxes sandboxes;

        Service(Path base) throws IOException {
            var settings =
                    new SandboxSettings(
                            base,
                            base.resolveSibling("data"),
                            "namespaces",
                            false,
                            DataSize.ofMegabytes(1),
                            List.of(),
                            List.of());
            var none = DataSize.ofBytes(0);
            var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
            workspaces = new Workspaces(settings, new ProcessRunner());
            sandboxes = new Sandboxes(settings, limits, new ProcessRunner(), workspaces);
        }

        /** Run as a program by another user: prints what it finds. */
        static void main(String[] arguments) throws IOException {
            var out = System.out;
            System.setOut(new PrintStream(PrintStream.nullOutputStream()));
            lines(Path.of(arguments[0])).forEach(out::println);
        }

        static List<String> lines(Path directory) throws IOException {
            var output = new StringBuilder();
            try (var service = new Service(directory.resolve("work"))) {
                var layer = service.layer();
                output.append(service.run(layer, SandboxPhase.PREPARE, LOOK + INSTALL));
                service.sandboxes.seal(layer);
                output.append(service.run(layer, SandboxPhase.AGENT, LOOK + USE));
                output.append(service.run(layer, SandboxPhase.VERIFY, LOOK + USE));
            }
            return output.toString().lines().toList();
        }

        private Layer layer() throws IOException {
            return Layer.create(workspaces.layers().resolve("task"));
        }

        private String run(Layer layer, SandboxPhase sandboxPhase, String script)
                throws IOException {
            try (var sandbox =
                    sandboxes.open(workspaces.newUpload(), layer, sandboxPhase, "/repo")) {
                return run(sandbox, script);
            }
        }

        private String run(Sandbox sandbox, String script) {
            var command =
                    new SandboxCommand(List.of("bash", "-c", script), "", Map.of(), TIMEOUT, false);
            var processResult = sandbox.run(command).outcome();
            return processResult instanceof ProcessResult.Exited exited
                    ? exited.output().text()
                    : processResult.toString();
        }

        @Override
        public void close() throws IOException {
            sandboxes.destroy();
            workspaces.remove(workspaces.layers());
            workspaces.destroy();
        }
    }
}
