package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Sandbox.SandboxOutcome;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;
import org.platformnetwork.termexecutor.testing.ManualClock;
import org.springframework.util.unit.DataSize;

/** Time limits of commands in cgroups, on machines that are idle or not. */
@EnabledIfControlGroups(LimitedResource.CPU)
class TimeLimitTests {

    /** Of which a command that is at work has used a part, whatever it has of the machine. */
    private static final Duration SHORT = Duration.ofMillis(1);

    /** Of which the start of a command that waits is nothing. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String AT_WORK = "while :; do :; done";

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger looks = new AtomicInteger();

    @TempDir Path directory;
    private Supplier<MachineLoad> load = MachineLoad::now;
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
        load = this::contended;
        var run = start("until [ -e %s/go ]; do :; done; echo done".formatted(directory), SHORT);

        clock.advance(SHORT);
        await().until(() -> looks.get() == 2);
        Files.createFile(directory.resolve("go"));

        var ended = run.join();
        assertThat(ended.extended()).isTrue();
        assertThat(ended.outcome())
                .isInstanceOfSatisfying(
                        ProcessResult.Exited.class,
                        exited -> assertThat(exited.output().text()).isEqualTo("begun\ndone\n"));
    }

    @Test
    void doubledLimitIsTheLast() {
        load = this::contended;
        var run = start(AT_WORK, SHORT);

        clock.advance(SHORT);
        await().until(() -> looks.get() == 2);
        clock.advance(SHORT.minusNanos(1));
        assertThat(run).isNotDone();
        clock.advance(Duration.ofNanos(1));

        var ended = run.join();
        assertThat(ended.extended()).isTrue();
        assertThat(ended.outcome()).isInstanceOf(ProcessResult.TimedOut.class);
    }

    @Test
    void limitStandsOnAnIdleMachine() {
        load = () -> new MachineLoad(Duration.ZERO, Duration.ZERO, Duration.ZERO);
        var run = start(AT_WORK, SHORT);

        clock.advance(SHORT);

        var ended = run.join();
        assertThat(ended.extended()).isFalse();
        assertThat(ended.outcome())
                .isInstanceOfSatisfying(
                        ProcessResult.TimedOut.class,
                        timedOut -> assertThat(timedOut.output().text()).isEqualTo("begun\n"));
    }

    @Test
    void limitStandsForACommandThatOnlyWaits() {
        load = this::contended;
        var run = start("exec sleep 60", LONG);

        clock.advance(LONG);

        var ended = run.join();
        assertThat(ended.extended()).isFalse();
        assertThat(ended.outcome()).isInstanceOf(ProcessResult.TimedOut.class);
    }

    /** With each look, others have used all the processors of many more hours. */
    private MachineLoad contended() {
        var all = Duration.ofHours(100).multipliedBy(looks.incrementAndGet());
        return new MachineLoad(all, all, all);
    }

    @BeforeEach
    void open() throws IOException {
        var settings =
                new SandboxSettings(
                        directory.resolve("base"),
                        directory.resolve("data"),
                        "process",
                        false,
                        DataSize.ofMegabytes(1),
                        List.of(),
                        List.of());
        var none = DataSize.ofBytes(0);
        var runner = new ProcessRunner(clock::nanoTime);
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

    /** Runs it and returns when it has begun. */
    private CompletableFuture<SandboxOutcome> start(String script, Duration limit) {
        var begun = directory.resolve("begun");
        var run = "echo begun; touch %s; %s".formatted(begun, script);
        var command = new SandboxCommand(List.of("bash", "-c", run), "", Map.of(), limit, false);
        var outcome = CompletableFuture.supplyAsync(() -> run(command));
        await().until(() -> Files.exists(begun));
        return outcome;
    }

    private SandboxOutcome run(SandboxCommand command) {
        try (var sandbox =
                sandboxes.open(directory.resolve("base/s"), layer, SandboxPhase.PREPARE, "/repo")) {
            return sandbox.run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
