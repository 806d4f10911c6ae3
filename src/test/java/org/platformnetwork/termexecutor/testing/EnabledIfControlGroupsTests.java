package org.platformnetwork.termexecutor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.BoundResource;
import org.platformnetwork.termexecutor.sandbox.ResourceBound;

class EnabledIfControlGroupsTests {

    private static final List<ResourceBound> BOUNDS =
            List.of(
                    new ResourceBound(BoundResource.MEMORY, true, "v2"),
                    new ResourceBound(BoundResource.CPU, false, "Read-only file system"));

    @Test
    void runsWhenResourceIsBound() {
        assertThat(evaluate(BoundResource.MEMORY).isDisabled()).isFalse();
    }

    @Test
    void skipsWithReasonOfTheKernel() {
        var result = evaluate(BoundResource.CPU);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason())
                .hasValue("not bound by control groups: cpu (Read-only file system)");
    }

    private static org.junit.jupiter.api.extension.ConditionEvaluationResult evaluate(
            BoundResource resource) {
        return EnabledIfControlGroupsCondition.evaluate(List.of(resource), BOUNDS);
    }
}
