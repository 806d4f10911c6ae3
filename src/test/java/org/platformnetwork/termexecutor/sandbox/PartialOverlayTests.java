package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

/**
 * A service of an ordinary user where a container engine has mounted something below directories.
 */
@EnabledIfRoot
@EnabledIfCommand({"bwrap", "unshare"})
class PartialOverlayTests {

    /** As volumes and files of a container; the user's own namespace locks them in place. */
    private static final String IN_CONTAINER =
            """
            mount --bind /etc/hosts /etc/hosts && mount --bind "$1" /var/opt && shift &&
              exec unshare --user --map-user=1000 --map-group=1000 -- "$@"
            """;

    private static final Path VOLUME = Path.of("/var/opt");

    private static final String INSTALL =
            """
            echo tool >/usr/local/made
            for place in /etc/made /var/made /var/lib/made; do
              { echo x >$place; } 2>/dev/null || echo $place >>refused
            done
            """;

    private static final String AGENT =
            """
            cat /usr/local/made refused && rm base && echo 42 >answer && echo kept >~/kept
            touch /usr/local/own /opt/own && rm /usr/local/made && echo changed
            touch /etc/own /var/own 2>&1 | grep -c 'Read-only file system'
            test -s /etc/hosts && echo hosts
            ls -A /var/opt/data /var/opt/sessions
            """;

    @TempDir Path volume;

    @Test
    void stacksWhatNothingIsMountedBelow() throws IOException {
        assumeTrue(Files.isDirectory(VOLUME));
        Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectory(volume.resolve("data"));
        Files.writeString(volume.resolve("data/secret"), "");

        assertThat(serviceInContainer().lines())
                .filteredOn(line -> !line.contains("network"))
                .satisfiesExactly(
                        note ->
                                assertThat(note)
                                        .startsWith(
                                                "What install commands change below /etc and /var"
                                                        + " is refused: overlays cannot be mounted"
                                                        + " there. Fix: "),
                        note -> assertThat(note).startsWith("Install commands are not root"),
                        line -> assertThat(line).isEqualTo("tool"),
                        line -> assertThat(line).isEqualTo("/etc/made"),
                        line -> assertThat(line).isEqualTo("/var/made"),
                        line -> assertThat(line).isEqualTo("/var/lib/made"),
                        line -> assertThat(line).isEqualTo("changed"),
                        line -> assertThat(line).isEqualTo("2"),
                        line -> assertThat(line).isEqualTo("hosts"),
                        line -> assertThat(line).isEqualTo("/var/opt/data:"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).isEqualTo("/var/opt/sessions:"),
                        line -> assertThat(line).isEqualTo("stacked: true"));
        assertThat(Path.of("/usr/local/made")).doesNotExist();
        assertThat(Path.of("/usr/local/own")).doesNotExist();
    }

    private String serviceInContainer() {
        var line = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private"));
        line.addAll(List.of("--", "sh", "-c", IN_CONTAINER, "sh", volume.toString()));
        line.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(List.of("-Dlogging.level.root=OFF", Service.class.getName()));
        var processResult =
                new ProcessRunner()
                        .run(
                                new Command(
                                        line,
                                        Path.of("/"),
                                        Map.of("PATH", HostCommands.PATH),
                                        Duration.ofSeconds(60),
                                        65_536));
        assertThat(processResult)
                .isInstanceOfSatisfying(
                        ProcessResult.Exited.class,
                        exited -> assertThat(exited.code()).as(exited.output().text()).isZero());
        return ((ProcessResult.Exited) processResult).output().text();
    }

    /** Its notes, and what an agent prints on what install commands left. */
    static final class Service {

        private Service() {}

        static void main() throws IOException {
            // Logs, which go to System.out, are not asked for.
            var out = System.out;
            System.setOut(new PrintStream(PrintStream.nullOutputStream()));
            var settings =
                    new SandboxSettings(
                            VOLUME.resolve("sessions"),
                            VOLUME.resolve("data"),
                            "namespaces",
                            false,
                            DataSize.ofMegabytes(1),
                            List.of(),
                            List.of());
            var none = DataSize.ofBytes(0);
            var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
            var runner = new ProcessRunner();
            var workspaces = new Workspaces(settings, runner);
            var sandboxes = new Sandboxes(settings, limits, runner, workspaces);
            sandboxes.notes().forEach(out::println);
            var layer = Layer.create(workspaces.layers().resolve("task"));
            Files.writeString(layer.repository().resolve("base"), "");
            try (var sandbox =
                    sandboxes.open(workspaces.newUpload(), layer, SandboxPhase.PREPARE, "/repo")) {
                out.print(run(sandbox, INSTALL));
            }
            sandboxes.seal(layer);
            var root = workspaces.newUpload();
            try (var sandbox = sandboxes.open(root, layer, SandboxPhase.AGENT, "/repo")) {
                out.print(run(sandbox, AGENT));
            }
            boolean stacked =
                    Files.exists(root.resolve("upper/repo/answer"))
                            && Files.exists(root.resolve("upper/home/kept"))
                            && Files.exists(layer.repository().resolve("base"));
            out.println("stacked: " + stacked);
            sandboxes.destroy();
            workspaces.destroy();
        }

        private static String run(Sandbox sandbox, String script) {
            var processResult =
                    sandbox.run(
                                    new SandboxCommand(
                                            List.of("sh", "-c", script),
                                            "",
                                            Map.of(),
                                            Duration.ofMinutes(1),
                                            false))
                            .outcome();
            return processResult instanceof ProcessResult.Exited exited
                    ? exited.output().text()
                    : processResult.toString();
        }
    }
}
