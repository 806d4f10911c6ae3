package org.platformnetwork.termexecutor.pipeline.dependency;

/** A manifest or lock file is not what its name says. */
final class UnreadableFileException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableFileException(Throwable cause) {
        super(cause);
    }
}
