package org.platformnetwork.termexecutor.store;

import java.io.Serial;

/** The service cannot start: its data directory, or what has to lie there, cannot be had. */
public final class StoreStartupException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the operator
     */
    public StoreStartupException(String message) {
        super(message);
    }
}
