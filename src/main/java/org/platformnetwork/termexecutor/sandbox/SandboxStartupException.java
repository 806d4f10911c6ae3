package org.platformnetwork.termexecutor.sandbox;

import java.io.Serial;

/** The service cannot start: its working directory or the isolation asked for cannot be had. */
public final class SandboxStartupException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public SandboxStartupException(String message) {
        super(message);
    }
}
