package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.platformnetwork.termexecutor.consensus.CancellationVoting;
import org.platformnetwork.termexecutor.consensus.ConsensusManager;
import org.springframework.stereotype.Component;

/** What validators take from one another, and want to end. */
@Component
final class ConsensusMetrics {

    ConsensusMetrics(
            MeterRegistry registry, ConsensusManager consensus, CancellationVoting ballots) {
        FunctionCounter.builder(
                        "term_executor.evicted.batches", consensus, ConsensusManager::evictions)
                .description("Batches whose votes were evicted to make room for others.")
                .register(registry);
        FunctionCounter.builder(
                        "term_executor.cancellation.votes", ballots, CancellationVoting::votes)
                .description("Votes to cancel a batch or a task.")
                .register(registry);
    }
}
