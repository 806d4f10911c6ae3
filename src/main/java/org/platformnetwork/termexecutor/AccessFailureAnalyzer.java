package org.platformnetwork.termexecutor;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.file.Errno;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Lets files that the service may not touch stop the start with a sentence: root's, where it ran at
 * level {@code uid} before.
 */
final class AccessFailureAnalyzer extends AbstractFailureAnalyzer<FileSystemException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable root, FileSystemException cause) {
        if (cause instanceof AccessDeniedException || Errno.EPERM.caused(cause)) {
            return new FailureAnalysis(
                    "Something in DATA_DIR or WORKSPACE_BASE belongs to another user; give both,"
                            + " with all that is in them, to the service's user (chown -R).",
                    null,
                    cause);
        }
        return null;
    }
}
