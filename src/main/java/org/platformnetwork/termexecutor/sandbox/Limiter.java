package org.platformnetwork.termexecutor.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ExitStatus;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.Usage;
import org.platformnetwork.termexecutor.sandbox.cgroup.ControlGroup;
import org.platformnetwork.termexecutor.sandbox.cgroup.ControlGroups;
import org.platformnetwork.termexecutor.sandbox.cgroup.Excess;
import org.platformnetwork.termexecutor.sandbox.cgroup.GroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.GroupUsage;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.isolation.Bounds;
import org.platformnetwork.termexecutor.sandbox.isolation.Level;

/**
 * Runs commands within their limits, and tells which one they ran into. A time limit that is
 * reached while others have the processors is doubled, once.
 */
final class Limiter {

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** A second interrupt ends a command without the grace of the first. */
    private static final Duration SECOND_INTERRUPT = Duration.ofMillis(20);

    private final LimitSettings settings;
    private final ControlGroups groups;
    private final HostCommands host;
    private final ResourceLimits resources;
    private final LongSupplier nanoTime;
    private final Supplier<MachineLoad> load;

    /**
     * @param nanoTime by which time limits are measured, as {@link System#nanoTime}
     */
    Limiter(
            LimitSettings settings,
            ControlGroups groups,
            HostCommands host,
            Isolation level,
            LongSupplier nanoTime,
            Supplier<MachineLoad> load)
            throws IOException {
        this.settings = settings;
        this.groups = groups;
        this.host = host;
        this.nanoTime = nanoTime;
        this.load = load;
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
            return new SandboxOutcome(new Outcome.NotStarted(reason), null, false);
        }
        try (group) {
            var bounds = new Bounds(group, resources.inShell(), resources.asUser());
            var watched = watched(level, layout, command, bounds, group);
            return judged(watched, group);
        }
    }

    /** The command has a thread of its own, so that the end of its disk is not a cancellation. */
    private SandboxOutcome watched(
            Level level,
            Sandbox.Layout layout,
            SandboxCommand command,
            Bounds bounds,
            ControlGroup group) {
        var result = new CompletableFuture<Outcome>();
        var deadline =
                new Deadline(command.timeout(), nanoTime, load, () -> group.usage().cpuTime());
        var extensible = command.within(command.timeout().multipliedBy(2));
        var runner =
                Thread.ofVirtual()
                        .name(Thread.currentThread().getName() + "-command")
                        .start(() -> complete(result, level, layout, extensible, bounds));
        var watch = new DiskWatch(settings, host, layout);
        Limit exceeded = null;
        boolean interrupted = false;
        while (true) {
            try {
                var pause =
                        exceeded != null || deadline.isOver()
                                ? SECOND_INTERRUPT
                                : deadline.before(LONGEST_PAUSE);
                var outcome = result.get(pause.toMillis(), TimeUnit.MILLISECONDS);
                if (exceeded == null && outcome instanceof Outcome.Exited) {
                    exceeded = watch.lookAfter();
                }
                if (exceeded == null
                        && !interrupted
                        && outcome instanceof Outcome.Cancelled(var output, var usage)) {
                    outcome = new Outcome.TimedOut(output, usage);
                }
                return new SandboxOutcome(outcome, exceeded, deadline.isExtended());
            } catch (TimeoutException _) {
                if (exceeded == null && !interrupted && !deadline.isOver()) {
                    exceeded = watch.isDue() ? watch.look() : null;
                    deadline.look();
                }
                if (exceeded != null || deadline.isOver()) {
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
        var exceeded = watched.exceeded();
        if (exceeded == null) {
            exceeded =
                    switch (outcome) {
                        case Outcome.Exited(ExitStatus(_, var signal), _, _) ->
                                exceeded(group, signal);
                        case Outcome.TimedOut _ -> exceeded(group, null);
                        case Outcome.Cancelled _, Outcome.NotStarted _ -> null;
                    };
        }
        return new SandboxOutcome(outcome, exceeded, watched.extended());
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
