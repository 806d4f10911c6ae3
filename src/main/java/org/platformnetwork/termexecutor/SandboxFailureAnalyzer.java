package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.sandbox.SandboxStartupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a working directory or an isolation that cannot be had stop the start with a sentence. */
final class SandboxFailureAnalyzer extends AbstractFailureAnalyzer<SandboxStartupException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, SandboxStartupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
