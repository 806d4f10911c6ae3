package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;
import org.springframework.util.unit.DataSize;

/** Time limits of commands in control groups, on machines that are idle or not. */
@EnabledIfControlGroups(BoundResource.CPU)
class TimeLimitTests {

    private static final MachineLoad NONE =
            new MachineLoad(Duration.ZERO, Duration.ZERO, Duration.ZERO, System.nanoTime());

    /** With each look, others have used all the processors of many more hours. */
    private static final Supplier<MachineLoad> CONTENDED =
            new Supplier<>() {
                private final AtomicInteger looks = new AtomicInteger();

                @Override
                public MachineLoad get() {
                    var all = Duration.ofHours(100).multipliedBy(looks.incrementAndGet());
                    return new MachineLoad(all, all, all, System.nanoTime());
                }
            };

    private static final String AT_WORK = "while :; do :; done";

    @TempDir Path directory;
    private Supplier<MachineLoad> load = () -> NONE;
    private Workspaces workspaces;
    private Sandboxes sandboxes;
    private Layer layer;

    @AfterEach
    void close() throws IOException {
        sandboxes.destroy();
        workspaces.destroy();
    }

    @Test
    void limitIsDoubledWhileOthersHaveTheProcessors() throws IOException {
        load = CONTENDED;

        var ended = run("timeout 4 bash -c '%s'; echo done".formatted(AT_WORK), 3);

        assertThat(ended.extended()).isTrue();
        assertThat(ended.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Exited.class,
                        exited -> assertThat(exited.output().text()).isEqualTo("done\n"));
    }

    @Test
    void doubledLimitIsTheLast() throws IOException {
        load = CONTENDED;

        var ended = run(AT_WORK, 1);

        assertThat(ended.extended()).isTrue();
        assertThat(ended.outcome())
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        timedOut ->
                                assertThat(timedOut.usage().duration())
                                        .isBetween(
                                                Duration.ofMillis(1900), Duration.ofSeconds(15)));
    }

    @Test
    void limitStandsOnAnIdleMachine() throws IOException {
        load = () -> NONE;

        var ended = run("echo begun; " + AT_WORK, 1);

        assertThat(ended.extended()).isFalse();
        assertThat(ended.outcome())
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        timedOut -> assertThat(timedOut.output().text()).isEqualTo("begun\n"));
    }

    @Test
    void limitStandsForACommandThatOnlyWaits() throws IOException {
        load = CONTENDED;

        assertThat(run("exec sleep 60", 2).extended()).isFalse();
    }

    @BeforeEach
    void open() throws IOException {
        var settings =
                new SandboxSettings(
                        directory.resolve("base"),
                        directory.resolve("data"),
                        "process",
                        false,
                        DataSize.ofMegabytes(1));
        var none = DataSize.ofBytes(0);
        var runner = new ProcessRunner();
        workspaces = new Workspaces(settings, runner);
        sandboxes =
                new Sandboxes(
                        settings,
                        new LimitSettings(none, 0, 0, none, 0, none, 0),
                        runner,
                        workspaces,
                        () -> load.get());
        layer = Layer.create(directory.resolve("base/layer"));
    }

    private SandboxOutcome run(String script, int seconds) throws IOException {
        try (var sandbox =
                sandboxes.open(directory.resolve("base/s"), layer, Role.PREPARE, "/repo")) {
            return sandbox.run(
                    new SandboxCommand(
                            List.of("bash", "-c", script),
                            "",
                            Map.of(),
                            Duration.ofSeconds(seconds),
                            false));
        }
    }
}
