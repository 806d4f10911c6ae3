package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.ENVIRONMENT;
import static org.platformnetwork.termexecutor.process.Scripts.LONG;
import static org.platformnetwork.termexecutor.process.Scripts.bash;
import static org.platformnetwork.termexecutor.process.Scripts.processesWith;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessResult.Cancelled;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessResult.NotStarted;
import org.platformnetwork.termexecutor.process.ProcessResult.TimedOut;

class ProcessRunnerTests {

    @TempDir Path directory;
    final ProcessRunner runner = new ProcessRunner();

    @Test
    void mergesBothStreamsInTheOrderWritten() {
        Command command = bash(directory, LONG, "echo 1; echo 2 >&2; echo 3; echo 4 >&2");

        assertThat(exited(command).output())
                .isEqualTo(new CapturedOutput("1\n2\n3\n4\n", 8, false));
    }

    @Test
    void givesExactlyTheEnvironmentAndTheMarker() {
        Command command =
                new Command(List.of("/usr/bin/env"), directory, Map.of("A", "b c"), LONG, 1000);

        assertThat(exited(command).output().text().lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).isEqualTo("A=b c"),
                        line ->
                                assertThat(line)
                                        .matches(
                                                "TERM_EXECUTOR_RUN=[-0-9a-f]{36}[.][-0-9a-f]{36}"));
    }

    @Test
    void givesNoInput() {
        Command command = bash(directory, LONG, "read -r line; echo $?; readlink /proc/self/fd/0");

        assertThat(exited(command).output().text()).isEqualTo("1\n/dev/null\n");
    }

    @Test
    void leadsItsOwnSessionAndGroupWithoutAnotherProcessInBetween() throws IOException {
        Command command = bash(directory, LONG, "echo $$; cat /proc/$$/stat");

        List<String> lines = exited(command).output().text().lines().toList();
        long pid = Long.parseLong(lines.getFirst());
        ProcessStat stat = ProcessStat.parse(pid, lines.get(1));
        assertThat(stat.group()).isEqualTo(pid);
        assertThat(stat.session()).isEqualTo(pid);
        assertThat(stat.parent()).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void runWhenProgramIsNotFound() {
        for (String program : List.of("no-such-program", "/no/such-program", "./such-program")) {
            var command = new Command(List.of(program), directory, ENVIRONMENT, LONG, 10);

            assertThat(runner.run(command)).isInstanceOf(NotStarted.class);
            assertThat(((NotStarted) runner.run(command)).reason())
                    .matches("The program '[-a-z]+' was not found\\.");
        }
    }

    @Test
    void runWhenDirectoryIsMissing() {
        Command command = bash(directory.resolve("missing"), LONG, "true");

        assertThat(runner.run(command))
                .isEqualTo(new NotStarted("The working directory does not exist."));
    }

    @Test
    void killsAtTheTimeout() {
        var limit = Duration.ofMillis(300);

        TimedOut outcome = (TimedOut) runner.run(bash(directory, limit, "sleep 1000"));

        assertThat(outcome.usage().duration()).isBetween(limit, LONG);
    }

    @Test
    void outputBeforeTheTimeoutIsKept() throws Exception {
        Command command = bash(directory, LONG, "echo begun; touch ready; sleep 1000");

        TimedOut outcome =
                new TimeoutByHand().runUntil(command, directory.resolve("ready").toFile()::exists);

        assertThat(outcome.output().text()).isEqualTo("begun\n");
    }

    @Test
    void killsAndReturnsWhenInterrupted() throws Exception {
        String token = Scripts.token();
        Command command = bash(directory, LONG, "bash -c 'sleep 1000; :' $1 & wait", token);
        FutureTask<Boolean> run =
                new FutureTask<>(() -> {
                    ProcessResult processResult = runner.run(command);
                    return processResult instanceof Cancelled && Thread.interrupted();
                });
        Thread thread = Thread.ofVirtual().start(run);
        await().until(() -> processesWith(token).size() == 2);

        thread.interrupt();

        assertThat(run.get()).isTrue();
        assertThat(processesWith(token)).isEmpty();
    }

    @Test
    void startsNothingWhenAlreadyInterrupted() {
        Thread.currentThread().interrupt();

        ProcessResult processResult = runner.run(bash(directory, LONG, "touch started"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(processResult).isInstanceOf(Cancelled.class);
        assertThat(directory.resolve("started")).doesNotExist();
    }

    @Test
    void runsFiftyAtOnceAndLeavesNoThread() throws Exception {
        List<Callable<ProcessResult>> runs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int code = i;
            runs.add(() -> runner.run(bash(directory, LONG, "echo $1; exit $1", "" + code)));
        }

        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ProcessResult>> outcomes = executor.invokeAll(runs);
            for (int i = 0; i < 50; i++) {
                Exited exited = (Exited) outcomes.get(i).get();
                assertThat(exited.code()).isEqualTo(i);
                assertThat(exited.output().text()).isEqualTo(i + "\n");
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("command-"));
    }

    private Exited exited(Command command) {
        return (Exited) runner.run(command);
    }
}
