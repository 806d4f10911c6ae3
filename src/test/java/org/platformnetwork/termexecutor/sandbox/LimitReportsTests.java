package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;
import org.platformnetwork.termexecutor.sandbox.isolation.HostFacts;
import org.springframework.util.unit.DataSize;

class LimitReportsTests {

    @Test
    void limitThatIsNotSetIsHeld() {
        var report = reports(0, Isolation.UID).of(denied(LimitedResource.CPU));

        assertThat(report.enforced()).isTrue();
        assertThat(report.detail()).isEqualTo("no limit is set");
        assertThat(report.remedies()).isEmpty();
    }

    @Test
    void saysWhichGroupsHoldIt() {
        var bound = new LimitStatus(LimitedResource.CPU, true, "v2");

        assertThat(reports(1, Isolation.UID).of(bound).enforced()).isTrue();
        assertThat(reports(1, Isolation.UID).of(bound).detail()).isEqualTo("by cgroups (v2)");
    }

    @Test
    void saysWhatHoldsItInstead() {
        assertThat(detail(LimitedResource.MEMORY, Isolation.PROCESS))
                .isEqualTo("by rlimit, for each process alone (cgroups: Permission denied)");
        assertThat(detail(LimitedResource.PROCESSES, Isolation.UID))
                .startsWith("by rlimit, for the");
        assertThat(detail(LimitedResource.PROCESSES, Isolation.PROCESS)).startsWith("not held (");
        assertThat(detail(LimitedResource.CPU, Isolation.NAMESPACES)).startsWith("not held (");
    }

    private static String detail(LimitedResource resource, Isolation level) {
        var report = reports(1, level).of(denied(resource));
        assertThat(report.enforced()).isFalse();
        assertThat(report.remedies()).isNotEmpty();
        return report.detail();
    }

    private static LimitStatus denied(LimitedResource resource) {
        return new LimitStatus(resource, false, "Permission denied");
    }

    private static LimitReports reports(int amount, @Nullable Isolation level) {
        var size = DataSize.ofBytes(amount);
        var limits = new LimitSettings(size, amount, amount, size, amount, size, amount);
        return new LimitReports(limits, level, new HostFacts(Set.of()), true);
    }
}
