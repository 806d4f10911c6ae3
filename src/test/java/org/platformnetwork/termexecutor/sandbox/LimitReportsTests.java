package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.isolation.Machine;
import org.springframework.util.unit.DataSize;

class LimitReportsTests {

    @Test
    void limitThatIsNotSetIsHeld() {
        var report = reports(0, Isolation.UID).of(denied(BoundResource.CPU));

        assertThat(report.held()).isTrue();
        assertThat(report.detail()).isEqualTo("no limit is set");
        assertThat(report.mends()).isEmpty();
    }

    @Test
    void saysWhichGroupsHoldIt() {
        var bound = new ResourceBound(BoundResource.CPU, true, "v2");

        assertThat(reports(1, Isolation.UID).of(bound).held()).isTrue();
        assertThat(reports(1, Isolation.UID).of(bound).detail())
                .isEqualTo("by control groups (v2)");
    }

    @Test
    void saysWhatHoldsItInstead() {
        assertThat(detail(BoundResource.MEMORY, Isolation.PROCESS))
                .isEqualTo("by rlimit, for each process alone (control groups: Permission denied)");
        assertThat(detail(BoundResource.PROCESSES, Isolation.UID)).startsWith("by rlimit, for the");
        assertThat(detail(BoundResource.PROCESSES, Isolation.PROCESS)).startsWith("not held (");
        assertThat(detail(BoundResource.CPU, Isolation.NAMESPACES)).startsWith("not held (");
    }

    private static String detail(BoundResource resource, Isolation level) {
        var report = reports(1, level).of(denied(resource));
        assertThat(report.held()).isFalse();
        assertThat(report.mends()).isNotEmpty();
        return report.detail();
    }

    private static ResourceBound denied(BoundResource resource) {
        return new ResourceBound(resource, false, "Permission denied");
    }

    private static LimitReports reports(int amount, @Nullable Isolation level) {
        var size = DataSize.ofBytes(amount);
        var limits = new LimitSettings(size, amount, amount, size, amount, size, amount);
        return new LimitReports(limits, level, new Machine(Set.of()), true);
    }
}
