package org.platformnetwork.termexecutor.sandbox.isolation;

import org.platformnetwork.termexecutor.sandbox.Role;

/** What a command finds when it opens a connection. */
enum Reach {
    /** Its own loopback interface and nothing else. */
    NOTHING,
    /** The public internet, see {@link OutsideNetwork}. */
    OUTSIDE,
    /** Whatever the service reaches, the service's own ports included. */
    HOST;

    /**
     * The only place that decides it: install commands are the task's, and may need a mirror on a
     * private address; all others run what an agent wrote.
     *
     * @param outside whether this machine can give {@link #OUTSIDE}
     */
    static Reach of(Role role, boolean network, boolean outside) {
        if (!network) {
            return NOTHING;
        }
        return outside && role != Role.PREPARE ? OUTSIDE : HOST;
    }
}
