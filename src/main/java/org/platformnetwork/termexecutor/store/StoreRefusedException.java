package org.platformnetwork.termexecutor.store;

import java.io.Serial;

/** The service cannot start: its data directory cannot be had. */
public final class StoreRefusedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    StoreRefusedException(String message) {
        super(message);
    }
}
