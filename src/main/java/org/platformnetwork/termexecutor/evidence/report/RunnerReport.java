package org.platformnetwork.termexecutor.evidence.report;

/** What all summaries of one runner in one output add up to, for example {@code pytest}. */
public record RunnerReport(String runner, ReportedCounts counts) {}
