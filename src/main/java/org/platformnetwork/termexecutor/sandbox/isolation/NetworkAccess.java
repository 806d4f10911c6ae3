package org.platformnetwork.termexecutor.sandbox.isolation;

import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/** What a command finds when it opens a connection. */
enum NetworkAccess {
    /** Its own loopback interface and nothing else. */
    NOTHING,
    /** The public internet, see {@link InternetOnlyNetwork}. */
    OUTSIDE,
    /** Whatever the service reaches, the service's own ports included. */
    HOST;

    /**
     * The only place that decides it: install commands are the task's, and may need a mirror on a
     * private address; all others run what an agent wrote.
     *
     * @param outside whether this machine can give {@link #OUTSIDE}
     * @param closed whether there are hosts that no command may reach
     */
    static NetworkAccess of(
            SandboxPhase sandboxPhase, boolean network, boolean outside, boolean closed) {
        if (!network) {
            return NOTHING;
        }
        return outside && (closed || sandboxPhase != SandboxPhase.PREPARE) ? OUTSIDE : HOST;
    }
}
