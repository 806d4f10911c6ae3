package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.sandbox.WorkspaceUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a working directory that cannot be had stop the start with its one sentence. */
final class WorkspaceFailureAnalyzer
        extends AbstractFailureAnalyzer<WorkspaceUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, WorkspaceUnavailableException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
