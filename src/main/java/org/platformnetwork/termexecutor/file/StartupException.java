package org.platformnetwork.termexecutor.file;

import java.io.Serial;

/**
 * The service cannot start: its data directory, its working directory, the isolation asked for or
 * another setting cannot be used.
 */
public final class StartupException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence for the operator
     */
    public StartupException(String message) {
        super(message);
    }
}
