package org.platformnetwork.termexecutor.batch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a task did not pass, and so whether that says anything about the agent. */
public enum FailureClass {
    /** A test script exited non-zero. */
    TESTS_FAILED(true),
    /** The agent could not be started, and the tests then failed. */
    AGENT_FAILED(true),
    /** A phase ran into its time limit. */
    TIMEOUT(true),
    /** The task itself is broken. */
    INVALID_TASK(false),
    /** Ours: clone, installation, disk, start of a process. */
    INFRA_ERROR(false),
    /** Ended by the service's stop or at the end of the batch's life. */
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
