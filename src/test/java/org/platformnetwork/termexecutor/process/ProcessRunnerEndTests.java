package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.LONG;
import static org.platformnetwork.termexecutor.process.Scripts.bash;
import static org.platformnetwork.termexecutor.process.Scripts.python;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.ProcessResult.Cancelled;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessResult.TimedOut;
import org.platformnetwork.termexecutor.process.ProcessResult.Usage;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** What is told of a command's end: its exit code or signal, and what it used. */
class ProcessRunnerEndTests {

    private static final long MEGABYTE = 1_000_000;
    private static final String BURN =
            """
            import time
            end = time.process_time() + 0.3
            while time.process_time() < end: pass
            """;
    private static final String TOUCH =
            """
            import os, sys, time
            held = bytearray(b"x") * int(sys.argv[1])
            open("touched", "w").close()
            """;

    @TempDir Path directory;
    final ProcessRunner runner = new ProcessRunner();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 42, 127, 137, 143, 255})
    void tellsAnExitCode(int code) {
        assertThat(exited(bash(directory, LONG, "exit " + code)).status())
                .isEqualTo(new ExitStatus(code, null));
    }

    @ParameterizedTest
    @CsvSource({"KILL, 137", "SEGV, 139", "TERM, 143", "PIPE, 141", "RTMIN+2, 164"})
    void tellsASignal(String signal, int code) {
        assertThat(exited(bash(directory, LONG, "kill -s $1 $$", signal)).status())
                .isEqualTo(new ExitStatus(code, "SIG" + signal));
    }

    @Test
    @EnabledIfCommand("python3")
    void countsTheCpuTimeOfTheCommand() {
        Usage usage = exited(python(directory, LONG, BURN)).usage();

        assertThat(usage.cpuTime()).isBetween(Duration.ofMillis(290), Duration.ofMillis(1500));
        assertThat(usage.duration()).isBetween(Duration.ofMillis(290), LONG);
    }

    @Test
    @EnabledIfCommand("python3")
    void countsTheCpuTimeOfAChildOfAChild() {
        String script = "bash -c 'python3 -c \"$0\"; :' \"$1\"; :";

        assertThat(exited(bash(directory, LONG, script, BURN)).usage().cpuTime())
                .isBetween(Duration.ofMillis(290), Duration.ofMillis(1500));
    }

    @Test
    void countsNoCpuTimeOfAWait() {
        Usage usage = exited(bash(directory, LONG, "sleep 0.5")).usage();

        assertThat(usage.cpuTime()).isLessThan(Duration.ofMillis(250));
        assertThat(usage.duration()).isBetween(Duration.ofMillis(500), LONG);
    }

    @Test
    void leavesTheServicesOwnMemoryOut() {
        Usage usage = exited(bash(directory, LONG, "sleep 0.1")).usage();

        assertThat(usage.peakMemoryBytes()).isBetween(MEGABYTE / 2, 20 * MEGABYTE);
    }

    @Test
    @EnabledIfCommand("python3")
    void seesTheMemoryOfTheCommandThoughItWasGivenBack() {
        String script = TOUCH + "time.sleep(1); del held; time.sleep(.1)";

        assertThat(peak(python(directory, LONG, script, "100000000")))
                .isBetween(100 * MEGABYTE, 130 * MEGABYTE);
    }

    @Test
    @EnabledIfCommand("python3")
    void seesTheMemoryOfAChildOfAChild() {
        String script = "bash -c 'python3 -c \"$0\" 100000000; :' \"$1\"; :";

        assertThat(peak(bash(directory, LONG, script, TOUCH + "time.sleep(1)")))
                .isBetween(100 * MEGABYTE, 130 * MEGABYTE);
    }

    @Test
    @EnabledIfCommand("python3")
    void tellsTheUsageAtTheTimeout() throws Exception {
        Command command = python(directory, LONG, BURN + TOUCH + "time.sleep(1000)", "100000000");

        TimedOut outcome =
                new TimeoutByHand()
                        .runUntil(command, directory.resolve("touched").toFile()::exists);

        assertIsUsage(outcome.usage());
    }

    @Test
    @EnabledIfCommand("python3")
    void tellsTheUsageWhenInterrupted() throws Exception {
        Command command = python(directory, LONG, BURN + TOUCH + "time.sleep(1000)", "100000000");
        FutureTask<ProcessResult> run = new FutureTask<>(() -> runner.run(command));
        Thread thread = Thread.ofVirtual().start(run);
        await().until(() -> directory.resolve("touched").toFile().exists());

        thread.interrupt();

        assertIsUsage(((Cancelled) run.get()).usage());
    }

    private static void assertIsUsage(Usage usage) {
        assertThat(usage.cpuTime()).isBetween(Duration.ofMillis(290), Duration.ofMillis(1900));
        assertThat(usage.peakMemoryBytes()).isBetween(100 * MEGABYTE, 130 * MEGABYTE);
    }

    private long peak(Command command) {
        return exited(command).usage().peakMemoryBytes();
    }

    private Exited exited(Command command) {
        return (Exited) runner.run(command);
    }
}
