package org.platformnetwork.termexecutor.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.process.Outcome.Cancelled;
import org.platformnetwork.termexecutor.process.Outcome.Exited;
import org.platformnetwork.termexecutor.process.Outcome.NotStarted;
import org.platformnetwork.termexecutor.process.Outcome.TimedOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs a command and returns when nothing that it started is alive (what could still escape is said
 * at {@link Sweeper}); killing the process alone would not do, since its children live on.
 */
@Component
public final class ProcessRunner {

    private static final Logger logger = LoggerFactory.getLogger(ProcessRunner.class);
    private static final File NOTHING = new File("/dev/null");
    private static final Duration SWEEP_LIMIT = Duration.ofSeconds(10);
    private static final Duration DRAIN_GRACE = Duration.ofMillis(500);

    /**
     * Blocks until the command has ended, by itself, by its timeout, or because the calling thread
     * was interrupted, and until all that it started is dead.
     */
    public Outcome run(Command command) {
        if (!Files.isDirectory(command.directory())) {
            return new NotStarted("The working directory does not exist.");
        }
        if (!ProgramLookup.finds(command)) {
            String name = command.program().substring(command.program().lastIndexOf('/') + 1);
            return new NotStarted("The program '" + name + "' was not found.");
        }
        if (Thread.currentThread().isInterrupted()) {
            return new Cancelled(CapturedOutput.EMPTY, Duration.ZERO);
        }
        ProcessGuard guard;
        try {
            guard = ProcessGuard.start();
        } catch (IOException e) {
            return notStarted("The guard of the command could not be started.", e);
        }
        try (OutputPipe pipe =
                OutputPipe.open(guard.pipe(), new OutputCapture(command.outputLimit()))) {
            guard.leavePipeToOthers();
            return start(command, guard, pipe);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            guard.release();
        }
    }

    private static Outcome start(Command command, ProcessGuard guard, OutputPipe pipe)
            throws IOException {
        RunMark mark = RunMark.random();
        Path pipeIdentity = Files.readSymbolicLink(guard.pipe());
        ProcessTraces traces = new ProcessTraces(mark, pipeIdentity, command.ownedDirectory());
        long start = System.nanoTime();
        Process main;
        try {
            main = builder(command, mark, guard.pipe()).start();
        } catch (IOException e) {
            return notStarted("The operating system refused to start the program.", e);
        }
        return follow(
                command.timeout(), main, new Sweeper(main, traces, guard), guard, pipe, start);
    }

    private static Outcome follow(
            Duration timeout,
            Process main,
            Sweeper sweeper,
            ProcessGuard guard,
            OutputPipe pipe,
            long start)
            throws IOException {
        boolean exited = false;
        boolean interrupted = false;
        try {
            guard.watch(main.pid());
            exited = main.waitFor(timeout);
        } catch (InterruptedException _) {
            interrupted = true;
        } finally {
            killAll(main, guard, sweeper);
        }
        CapturedOutput output = pipe.finish(DRAIN_GRACE);
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        if (interrupted) {
            Thread.currentThread().interrupt();
            return new Cancelled(output, duration);
        }
        return exited
                ? new Exited(main.exitValue(), output, duration)
                : new TimedOut(output, duration);
    }

    private static ProcessBuilder builder(Command command, RunMark mark, Path pipe) {
        List<String> arguments = new ArrayList<>(List.of("setsid", "--"));
        arguments.addAll(command.arguments());
        ProcessBuilder builder =
                new ProcessBuilder(arguments)
                        .directory(command.directory().toFile())
                        .redirectInput(NOTHING)
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(pipe.toFile()));
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        builder.environment().put(RunMark.VARIABLE, mark.id());
        return builder;
    }

    private static void killAll(Process main, ProcessGuard guard, Sweeper sweeper) {
        if (main.isAlive()) {
            guard.stop(-main.pid());
            sweeper.rememberDescendants();
        }
        if (sweeper.groupIsOurs() && !guard.kill(main.pid())) {
            logger.atWarn().log("The guard of a command was gone before its end");
        }
        main.destroyForcibly();
        Uninterruptible.await(SWEEP_LIMIT, main::waitFor);
        int left = sweeper.sweep(SWEEP_LIMIT);
        if (left > 0) {
            logger.atError()
                    .addKeyValue("left", left)
                    .log("Processes of a command cannot be killed");
        }
    }

    private static NotStarted notStarted(String reason, IOException cause) {
        logger.atWarn()
                .addKeyValue("cause", cause.getMessage())
                .log("A command could not be started");
        return new NotStarted(reason);
    }
}
