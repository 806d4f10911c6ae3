package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a task did not pass, and so whether that says anything about the agent. */
public enum FailureClass {
    /** A test script exited non-zero, or its own report speaks against it. */
    TESTS_FAILED(true),
    /** The agent could not be started or crashed before it changed anything; the tests failed. */
    AGENT_FAILED(true),
    /** A phase ran into its time limit. */
    TIMEOUT(true),
    /** Memory, processes, disk or output ran into a limit. */
    RESOURCE_LIMIT(true),
    /** The tests pass only with what the agent changed about how they are judged. */
    TAMPERING(true),
    /** The task itself is broken. */
    INVALID_TASK(false),
    /** Ours: clone, installation, disk, start of a process. */
    INFRA_ERROR(false),
    /** Ended by validators or the operator, or because the batch outlived its session. */
    CANCELLED(false);

    private final boolean judged;

    FailureClass(boolean judged) {
        this.judged = judged;
    }

    /** Whether the agent was judged; if not, {@code passed} stays null. */
    public boolean isJudged() {
        return judged;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
