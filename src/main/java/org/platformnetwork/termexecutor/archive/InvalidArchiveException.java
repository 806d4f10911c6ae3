package org.platformnetwork.termexecutor.archive;

import java.io.IOException;

/** Carries a refusal up through the library's streams, which may throw nothing but this kind. */
final class InvalidArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidArchiveException(String reason) {
        super(reason);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
