package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.Usage;

/** Runs commands within their limits, and tells which one they ran into. */
final class Limiter {

    /** A second interrupt ends a command without the grace of the first. */
    private static final Duration SECOND_INTERRUPT = Duration.ofMillis(20);

    private final LimitSettings settings;
    private final ControlGroups groups;
    private final HostCommands host;
    private final ResourceLimits resources;

    Limiter(LimitSettings settings, ControlGroups groups, HostCommands host, Isolation level)
            throws IOException {
        this.settings = settings;
        this.groups = groups;
        this.host = host;
        // As the service's own user its own threads would count.
        boolean countsOwn = level == Isolation.PROCESS;
        this.resources =
                new ResourceLimits(
                        settings,
                        !binds(groups, BoundResource.MEMORY),
                        !binds(groups, BoundResource.PROCESSES) && !countsOwn);
    }

    private static boolean binds(ControlGroups groups, BoundResource resource) {
        return groups.describe().stream()
                .anyMatch(bound -> bound.resource() == resource && bound.inForce());
    }

    SandboxOutcome run(Level level, Sandbox.Layout layout, SandboxCommand command) {
        var limits =
                new GroupLimits(settings.memory().toBytes(), settings.processes(), settings.cpus());
        ControlGroup group;
        try {
            group = groups.open("run-" + UUID.randomUUID(), limits);
        } catch (IOException _) {
            var reason = "Its control group could not be made.";
            return new SandboxOutcome(new Outcome.NotStarted(reason), null);
        }
        try (group) {
            var bounds = new Bounds(group, resources.inShell(), resources.asUser());
            var watched = watched(level, layout, command, bounds);
            return judged(watched, group);
        }
    }

    /** The command has a thread of its own, so that the end of its disk is not a cancellation. */
    private SandboxOutcome watched(
            Level level, Sandbox.Layout layout, SandboxCommand command, Bounds bounds) {
        var result = new CompletableFuture<Outcome>();
        var runner =
                Thread.ofVirtual()
                        .name(Thread.currentThread().getName() + "-command")
                        .start(() -> complete(result, level, layout, command, bounds));
        var watch = new DiskWatch(settings, host, layout);
        Limit exceeded = null;
        boolean interrupted = false;
        while (true) {
            try {
                var pause = watch.isNeeded() ? watch.pause() : Duration.ofDays(1);
                if (exceeded != null) {
                    pause = SECOND_INTERRUPT;
                }
                var outcome = result.get(pause.toMillis(), TimeUnit.MILLISECONDS);
                if (exceeded == null && outcome instanceof Outcome.Exited) {
                    exceeded = watch.lookAfter();
                }
                return new SandboxOutcome(outcome, exceeded);
            } catch (TimeoutException _) {
                if (exceeded == null && !interrupted) {
                    exceeded = watch.look();
                }
                if (exceeded != null) {
                    runner.interrupt();
                }
            } catch (InterruptedException _) {
                interrupted = true;
                runner.interrupt();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                if (interrupted && result.isDone()) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static void complete(
            CompletableFuture<Outcome> result,
            Level level,
            Sandbox.Layout layout,
            SandboxCommand command,
            Bounds bounds) {
        try {
            result.complete(level.run(layout, command, bounds));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static SandboxOutcome judged(SandboxOutcome watched, ControlGroup group) {
        var outcome = withUsage(watched.outcome(), group.usage());
        if (watched.exceeded() != null) {
            return new SandboxOutcome(outcome, watched.exceeded());
        }
        return switch (outcome) {
            case Outcome.Exited(ExitStatus(_, var signal), _, _) ->
                    new SandboxOutcome(outcome, exceeded(group, signal));
            case Outcome.TimedOut timedOut -> new SandboxOutcome(timedOut, exceeded(group, null));
            case Outcome.Cancelled cancelled -> new SandboxOutcome(cancelled, null);
            case Outcome.NotStarted notStarted -> new SandboxOutcome(notStarted, null);
        };
    }

    private static @Nullable Limit exceeded(ControlGroup group, @Nullable String signal) {
        if ("SIGXFSZ".equals(signal)) {
            return Limit.FILE_SIZE;
        }
        var found = group.exceeded();
        for (var excess : List.of(Excess.MEMORY, Excess.HOST_MEMORY, Excess.PROCESSES)) {
            if (found.contains(excess)) {
                return Limit.valueOf(excess.name());
            }
        }
        return null;
    }

    /** A group knows all of its processes, also those that nobody waited for. */
    private static Outcome withUsage(Outcome outcome, GroupUsage group) {
        return switch (outcome) {
            case Outcome.Exited(var status, var output, var usage) ->
                    new Outcome.Exited(status, output, better(usage, group));
            case Outcome.TimedOut(var output, var usage) ->
                    new Outcome.TimedOut(output, better(usage, group));
            case Outcome.Cancelled(var output, var usage) ->
                    new Outcome.Cancelled(output, better(usage, group));
            case Outcome.NotStarted notStarted -> notStarted;
        };
    }

    private static Usage better(Usage own, GroupUsage group) {
        var cpu = group.cpuTime();
        var memory = group.peakMemoryBytes();
        return new Usage(
                own.duration(),
                cpu == null ? own.cpuTime() : cpu,
                memory == null ? own.peakMemoryBytes() : memory);
    }
}
