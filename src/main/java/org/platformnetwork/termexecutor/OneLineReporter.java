package org.platformnetwork.termexecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Reports why the start failed in one line of the log, instead of the framework's banner. */
final class OneLineReporter implements FailureAnalysisReporter {

    private static final Logger log = LoggerFactory.getLogger(TermExecutorApplication.class);

    @Override
    public void report(FailureAnalysis analysis) {
        log.error(analysis.getDescription().strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
