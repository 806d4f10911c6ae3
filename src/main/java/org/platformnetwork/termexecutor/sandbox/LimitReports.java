package org.platformnetwork.termexecutor.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitReport;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts;
import org.platformnetwork.termexecutor.sandbox.isolation.Remedies;

/** Says what enforces each limit where there are no cgroups, as {@link LimitEnforcer} has it. */
record LimitReports(
        LimitSettings settings, @Nullable Isolation level, HostFacts machine, boolean unified) {

    LimitReports(LimitSettings settings, @Nullable Isolation level, HostFacts machine) {
        this(settings, level, machine, Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")));
    }

    LimitReport of(LimitStatus bound) {
        var resource = bound.resource();
        if (!isSet(resource)) {
            return new LimitReport(resource, true, "no limit is set", List.of());
        }
        if (bound.inForce()) {
            return new LimitReport(
                    resource, true, "by cgroups (" + bound.detail() + ")", List.of());
        }
        return new LimitReport(
                resource,
                false,
                instead(resource) + " (cgroups: " + bound.detail() + ")",
                new Remedies(machine).groups(bound.detail(), unified));
    }

    private boolean isSet(LimitedResource resource) {
        return switch (resource) {
            case MEMORY -> settings.memory().toBytes() > 0;
            case PROCESSES -> settings.processes() > 0;
            case CPU -> settings.cpus() > 0;
        };
    }

    private String instead(LimitedResource resource) {
        return switch (resource) {
            case MEMORY -> "by rlimit, for each process alone";
            case PROCESSES ->
                    level == Isolation.PROCESS ? "not held" : "by rlimit, for the task's user";
            case CPU -> "not held";
        };
    }
}
