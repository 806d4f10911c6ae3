package org.platformnetwork.termexecutor.pipeline;

/** What becomes of a task whose install command failed. */
public enum InstallFailures {
    /**
     * It ends as {@code infra_error}: its tests would judge whatever the machine happens to have.
     */
    FAIL,
    /** It goes on with a note. */
    WARN
}
