package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.store.StoreStartupException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a data directory that cannot be had stop the start with a sentence. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreStartupException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, StoreStartupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
