package org.platformnetwork.termexecutor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Command.OutputListener;
import org.platformnetwork.termexecutor.process.PosixSpawn.SpawnFailedException;
import org.platformnetwork.termexecutor.process.ProcessMarkers.RunMark;
import org.platformnetwork.termexecutor.process.ProcessResult.Cancelled;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessResult.NotStarted;
import org.platformnetwork.termexecutor.process.ProcessResult.TimedOut;
import org.platformnetwork.termexecutor.process.ProcessResult.Usage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs a command and returns when nothing that it started is alive (what could still escape is said
 * at {@link ProcessReaper}); killing the process alone would not do, since its children live on.
 */
@Component
public final class ProcessRunner {

    private static final Logger logger = LoggerFactory.getLogger(ProcessRunner.class);
    private static final Duration SWEEP_LIMIT = Duration.ofSeconds(10);
    private static final Duration TERMINATION_GRACE = Duration.ofSeconds(2);
    private static final Duration DRAIN_GRACE = Duration.ofMillis(500);

    private final LongSupplier nanoTime;
    private final String mark = UUID.randomUUID().toString();

    /** What processes of this runner carry, and no other runner's on any machine: a UUID. */
    public String mark() {
        return mark;
    }

    /**
     * Fails where the C library lacks what {@link Libc} needs, so that the service does not start.
     */
    public ProcessRunner() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime by which timeouts are measured, as {@link System#nanoTime}
     */
    public ProcessRunner(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        PosixSpawn.prepare();
    }

    /** The clock by which timeouts are measured, in nanoseconds from an arbitrary origin. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    /**
     * Blocks until the command has ended, by itself, by its timeout, or because the calling thread
     * was interrupted, and until all that it started is dead. An interrupt asks first (SIGTERM) and
     * kills two seconds later; a second one kills at once.
     */
    public ProcessResult run(Command command) {
        return run(command, OutputListener.NONE);
    }

    /** Runs it as {@link #run(Command)} does, while someone hears what it prints. */
    public ProcessResult run(Command command, OutputListener listener) {
        if (!Files.isDirectory(command.directory())) {
            return new NotStarted("The working directory does not exist.");
        }
        String program = ProgramLookup.find(command);
        if (program == null) {
            String name = command.program().substring(command.program().lastIndexOf('/') + 1);
            return new NotStarted("The program '" + name + "' was not found.");
        }
        if (Thread.currentThread().isInterrupted()) {
            return new Cancelled(CapturedOutput.EMPTY, Usage.NONE);
        }
        try {
            ParentDeathWatchdog.INSTANCE.start();
        } catch (IOException e) {
            return notStarted("The guard of commands could not be started.", e.getMessage());
        }
        try (OutputPipe pipe =
                OutputPipe.open(new OutputCapture(command.outputLimit(), listener))) {
            return start(program, command, pipe);
        } catch (IOException e) {
            return notStarted(
                    "The pipe for the command's output could not be made.", e.getMessage());
        }
    }

    private ProcessResult start(String program, Command command, OutputPipe pipe)
            throws IOException {
        RunMark mark = RunMark.random(this.mark);
        Path pipeIdentity = Files.readSymbolicLink(pipe.path());
        ProcessMarkers traces =
                new ProcessMarkers(mark, pipeIdentity, command.confinement().ownedDirectory());
        ChildProcess main;
        try {
            main = ChildProcess.start(program, command, mark, pipe.path());
        } catch (SpawnFailedException e) {
            return notStarted(e.reason(), "errno " + e.error());
        }
        pipe.leaveToWriters();
        return follow(command, main, new ProcessReaper(main.pid(), traces), pipe);
    }

    private ProcessResult follow(
            Command command, ChildProcess main, ProcessReaper processReaper, OutputPipe pipe) {
        boolean exited = false;
        boolean interrupted = false;
        try {
            ParentDeathWatchdog.INSTANCE.watch(main.pid());
            exited = main.awaitEnd(command.timeout(), nanoTime);
        } catch (InterruptedException _) {
            interrupted = true;
            main.sample();
            processReaper.terminate();
            awaitEnd(main);
        } finally {
            try {
                if (!exited || !command.confinement().isEmpty().getAsBoolean()) {
                    killAll(main, processReaper);
                }
            } finally {
                // Before the pid is free, so that the guard can never kill a stranger's group.
                ParentDeathWatchdog.INSTANCE.leave(main.pid());
                main.release(SWEEP_LIMIT);
            }
        }
        CapturedOutput output = pipe.finish(DRAIN_GRACE);
        if (interrupted) {
            Thread.currentThread().interrupt();
            return new Cancelled(output, main.usage());
        }
        if (!exited) {
            return new TimedOut(output, main.usage());
        }
        ExitStatus status =
                Objects.requireNonNull(main.status(), "someone else waited for a command");
        return new Exited(status, output, main.usage());
    }

    private static void awaitEnd(ChildProcess main) {
        try {
            main.awaitEnd(TERMINATION_GRACE, System::nanoTime);
        } catch (InterruptedException _) {
            // Asked for twice: at once.
        }
    }

    private static void killAll(ChildProcess main, ProcessReaper processReaper) {
        if (!main.hasEnded()) {
            main.stop();
            processReaper.rememberDescendants();
        }
        main.kill(SWEEP_LIMIT);
        int left = processReaper.sweep(SWEEP_LIMIT);
        if (left > 0) {
            logger.atError()
                    .addKeyValue("left", left)
                    .log("Processes of a command cannot be killed");
        }
    }

    private static NotStarted notStarted(String reason, @Nullable String cause) {
        logger.atWarn().addKeyValue("cause", cause).log("A command could not be started");
        return new NotStarted(reason);
    }
}
