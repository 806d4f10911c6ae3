package org.platformnetwork.termexecutor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.sandbox.Isolation;

class TaskQueuesTests {

    @Test
    void strongerLevelServesThoseWhoNeedLess() {
        assertThat(TaskQueues.servedBy("w", Isolation.NAMESPACES))
                .containsExactly(
                        "term-executor-1-worker-w",
                        "term-executor-1-namespaces",
                        "term-executor-1-uid",
                        "term-executor-1-process");
        assertThat(TaskQueues.servedBy("w", Isolation.PROCESS))
                .containsExactly("term-executor-1-worker-w", "term-executor-1-process");
    }
}
