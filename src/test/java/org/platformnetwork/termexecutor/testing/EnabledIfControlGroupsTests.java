package org.platformnetwork.termexecutor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.LimitedResource.LimitStatus;

class EnabledIfControlGroupsTests {

    private static final List<LimitStatus> BOUNDS =
            List.of(
                    new LimitStatus(LimitedResource.MEMORY, true, "v2"),
                    new LimitStatus(LimitedResource.CPU, false, "Read-only file system"));

    @Test
    void runsWhenResourceIsBound() {
        assertThat(evaluate(LimitedResource.MEMORY).isDisabled()).isFalse();
    }

    @Test
    void skipsWithReasonOfTheKernel() {
        var result = evaluate(LimitedResource.CPU);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason())
                .hasValue("not bound by cgroups: cpu (Read-only file system)");
    }

    private static org.junit.jupiter.api.extension.ConditionEvaluationResult evaluate(
            LimitedResource resource) {
        return EnabledIfControlGroupsCondition.evaluate(List.of(resource), BOUNDS);
    }
}
