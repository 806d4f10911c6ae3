package org.platformnetwork.termexecutor.sandbox;

import java.io.Serial;

/** The service cannot start because it cannot have its working directory for itself. */
public final class WorkspaceUnavailableException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    WorkspaceUnavailableException(String message) {
        super(message);
    }
}
