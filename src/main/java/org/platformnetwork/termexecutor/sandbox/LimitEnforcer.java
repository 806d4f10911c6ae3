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
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessResult.Usage;
import org.platformnetwork.termexecutor.sandbox.Sandbox.SandboxOutcome;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupUsage;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.ExceededLimit;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroups;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.sandbox.isolation.CommandLimits;
import org.platformnetwork.termexecutor.sandbox.isolation.IsolationDriver;

/**
 * Runs commands within their limits, and tells which one they ran into. A time limit that is
 * reached while others have the processors is doubled, once.
 */
final class LimitEnforcer {

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /** A second interrupt ends a command without the grace of the first. */
    private static final Duration SECOND_INTERRUPT = Duration.ofMillis(20);

    private final LimitSettings settings;
    private final Cgroups groups;
    private final HostCommands host;
    private final Rlimits resources;
    private final LongSupplier nanoTime;
    private final Supplier<MachineLoad> load;

    /**
     * @param nanoTime by which time limits are measured, as {@link System#nanoTime}
     */
    LimitEnforcer(
            LimitSettings settings,
            Cgroups groups,
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
                new Rlimits(
                        settings,
                        !binds(groups, LimitedResource.MEMORY),
                        !binds(groups, LimitedResource.PROCESSES) && !countsOwn);
    }

    private static boolean binds(Cgroups groups, LimitedResource resource) {
        return groups.describe().stream()
                .anyMatch(bound -> bound.resource() == resource && bound.inForce());
    }

    /** Of one sandbox, for all of its commands. */
    DiskWatch watch(Sandbox.Layout layout) {
        return new DiskWatch(settings, host, layout);
    }

    SandboxOutcome run(
            IsolationDriver driver,
            Sandbox.Layout layout,
            DiskWatch watch,
            SandboxCommand command) {
        var limits =
                new CgroupLimits(
                        settings.memory().toBytes(), settings.processes(), settings.cpus());
        Cgroup group;
        try {
            group = groups.open("run-" + UUID.randomUUID(), limits);
        } catch (IOException _) {
            var reason = "Could not create the cgroup.";
            return new SandboxOutcome(new ProcessResult.NotStarted(reason), null, false);
        }
        try (group) {
            var commandLimits =
                    new CommandLimits(group, resources.inShell(), resources.processesOfUser());
            var watched = watched(driver, layout, watch, command, commandLimits, group);
            return judged(watched, group);
        }
    }

    /** The command has a thread of its own, so that the end of its disk is not a cancellation. */
    private SandboxOutcome watched(
            IsolationDriver driver,
            Sandbox.Layout layout,
            DiskWatch watch,
            SandboxCommand command,
            CommandLimits commandLimits,
            Cgroup group) {
        var result = new CompletableFuture<ProcessResult>();
        var deadline =
                new Deadline(command.timeout(), nanoTime, load, () -> group.usage().cpuTime());
        var extensible = command.within(command.timeout().multipliedBy(2));
        var runner =
                Thread.ofVirtual()
                        .name(Thread.currentThread().getName() + "-command")
                        .start(() -> complete(result, driver, layout, extensible, commandLimits));
        Limit exceeded = null;
        boolean interrupted = false;
        while (true) {
            try {
                var pause =
                        exceeded != null || deadline.isOver()
                                ? SECOND_INTERRUPT
                                : deadline.before(LONGEST_PAUSE);
                var processResult = result.get(pause.toMillis(), TimeUnit.MILLISECONDS);
                if (exceeded == null && processResult instanceof ProcessResult.Exited) {
                    exceeded = watch.sampleAfter();
                }
                if (exceeded == null
                        && !interrupted
                        && processResult
                                instanceof ProcessResult.Cancelled(var output, var usage)) {
                    processResult = new ProcessResult.TimedOut(output, usage);
                }
                return new SandboxOutcome(processResult, exceeded, deadline.isExtended());
            } catch (TimeoutException _) {
                if (exceeded == null && !interrupted && !deadline.isOver()) {
                    exceeded = watch.isDue() ? watch.sample() : null;
                    deadline.sample();
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
            CompletableFuture<ProcessResult> result,
            IsolationDriver driver,
            Sandbox.Layout layout,
            SandboxCommand command,
            CommandLimits commandLimits) {
        try {
            result.complete(driver.run(layout, command, commandLimits));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static SandboxOutcome judged(SandboxOutcome watched, Cgroup group) {
        var processResult = withUsage(watched.outcome(), group.usage());
        var exceeded = watched.exceeded();
        if (exceeded == null) {
            exceeded =
                    switch (processResult) {
                        case ProcessResult.Exited(ExitStatus(_, var signal), _, _) ->
                                exceeded(group, signal);
                        case ProcessResult.TimedOut _ -> exceeded(group, null);
                        case ProcessResult.Cancelled _, ProcessResult.NotStarted _ -> null;
                    };
        }
        return new SandboxOutcome(processResult, exceeded, watched.extended());
    }

    private static @Nullable Limit exceeded(Cgroup group, @Nullable String signal) {
        if ("SIGXFSZ".equals(signal)) {
            return Limit.FILE_SIZE;
        }
        var found = group.exceeded();
        for (var exceededLimit :
                List.of(ExceededLimit.MEMORY, ExceededLimit.HOST_MEMORY, ExceededLimit.PROCESSES)) {
            if (found.contains(exceededLimit)) {
                return Limit.valueOf(exceededLimit.name());
            }
        }
        return null;
    }

    /** A group knows all of its processes, also those that were never waited for. */
    private static ProcessResult withUsage(ProcessResult processResult, CgroupUsage group) {
        return switch (processResult) {
            case ProcessResult.Exited(var status, var output, var usage) ->
                    new ProcessResult.Exited(status, output, better(usage, group));
            case ProcessResult.TimedOut(var output, var usage) ->
                    new ProcessResult.TimedOut(output, better(usage, group));
            case ProcessResult.Cancelled(var output, var usage) ->
                    new ProcessResult.Cancelled(output, better(usage, group));
            case ProcessResult.NotStarted notStarted -> notStarted;
        };
    }

    private static Usage better(Usage own, CgroupUsage group) {
        var cpu = group.cpuTime();
        var memory = group.peakMemoryBytes();
        return new Usage(
                own.duration(),
                cpu == null ? own.cpuTime() : cpu,
                memory == null ? own.peakMemoryBytes() : memory);
    }
}
