package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.consensus.ConsensusSettings;
import org.platformnetwork.termexecutor.whitelist.WhitelistSettings;
import org.springframework.stereotype.Component;

/** Settings that alerts compare with, so that their limits follow them. */
@Component
final class LimitMetrics {

    LimitMetrics(
            MeterRegistry registry,
            BatchSettings batches,
            ConsensusSettings consensus,
            WhitelistSettings list) {
        register(
                registry,
                "term_executor.session.limit.seconds",
                "SESSION_TTL_SECS: seconds that a batch may run.",
                batches.sessionTtl().toSeconds());
        register(
                registry,
                "term_executor.queue.limit",
                "MAX_QUEUED_BATCHES: batches that may wait for their turn.",
                consensus.maxQueuedBatches());
        register(
                registry,
                "term_executor.consensus.limit",
                "MAX_PENDING_CONSENSUS: archives that may collect votes.",
                consensus.maxPending());
        register(
                registry,
                "term_executor.whitelist.refresh.interval.seconds",
                "VALIDATOR_REFRESH_SECS: seconds between two readings of the validator list.",
                list.refreshInterval().toSeconds());
    }

    private static void register(
            MeterRegistry registry, String name, String description, long value) {
        Gauge.builder(name, () -> value).description(description).register(registry);
    }
}
