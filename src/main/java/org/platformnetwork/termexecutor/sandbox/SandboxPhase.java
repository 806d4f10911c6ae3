package org.platformnetwork.termexecutor.sandbox;

/**
 * Whose commands a sandbox runs, and so what they may change. Where a sandbox has users of its own,
 * commands run as the role's, whose home directory is {@code HOME}.
 */
public enum SandboxPhase {
    /** Install commands: what they leave behind becomes the layer. */
    PREPARE("root", 0),
    /** The agent, on a copy of the layer. */
    AGENT("agent", 1000),
    /** The hidden tests, on another copy of the layer. */
    VERIFY("task", 1001);

    private final String user;
    private final int uid;

    SandboxPhase(String user, int uid) {
        this.user = user;
        this.uid = uid;
    }

    public String user() {
        return user;
    }

    public int uid() {
        return uid;
    }
}
