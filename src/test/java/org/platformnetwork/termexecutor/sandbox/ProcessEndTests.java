package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;
import org.springframework.util.unit.DataSize;

/** At level {@code process} a command has the service's rights over cgroups, too. */
@EnabledIfRoot
@EnabledIfControlGroups(LimitedResource.PROCESSES)
class ProcessEndTests {

    private static final String ESCAPE =
            """
            (
              for group in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
                { echo 0 >"$group"; } 2>/dev/null
              done
              touch "$HOME/free"
              exec sleep 3600
            ) >/dev/null 2>&1 &
            echo $!
            until [ -e "$HOME/free" ]; do sleep 0.01; done
            """;

    private @TempDir Path directory;

    @Test
    void whatLeavesItsControlGroupEndsWithTheCommand() throws IOException {
        var settings =
                new SandboxSettings(
                        directory.resolve("work"),
                        directory.resolve("data"),
                        "process",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var none = DataSize.ofBytes(0);
        var workspaces = new Workspaces(settings, new ProcessRunner());
        var sandboxes =
                new Sandboxes(
                        settings,
                        new LimitSettings(none, 0, 0, none, 0, none, 0),
                        new ProcessRunner(),
                        workspaces);
        try {
            var layer = Layer.create(directory.resolve("layer"));
            var sandbox =
                    sandboxes.open(directory.resolve("s"), layer, SandboxPhase.AGENT, "/repo");
            var command =
                    new SandboxCommand(
                            List.of("bash", "-c", ESCAPE),
                            "",
                            Map.of(),
                            Duration.ofMinutes(1),
                            false);
            var exited = (ProcessResult.Exited) sandbox.run(command).outcome();

            var pid = exited.output().text().strip();
            assertThat(Path.of("/proc", pid))
                    .satisfiesAnyOf(
                            process -> assertThat(process).doesNotExist(),
                            process ->
                                    assertThat(Files.readString(process.resolve("cmdline")))
                                            .isEmpty());
        } finally {
            sandboxes.destroy();
            workspaces.destroy();
        }
    }
}
