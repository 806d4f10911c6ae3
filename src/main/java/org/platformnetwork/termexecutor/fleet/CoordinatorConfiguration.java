package org.platformnetwork.termexecutor.fleet;

import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.fleet.channel.AttemptChannels;
import org.platformnetwork.termexecutor.fleet.channel.FleetKey;
import org.platformnetwork.termexecutor.fleet.channel.ResultDocuments;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** A coordinator: the service, whose attempts run elsewhere. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "fleet.role", havingValue = "coordinator")
class CoordinatorConfiguration {

    @Bean
    TemporalConnection temporalConnection(TemporalSettings settings, FleetKey key) {
        return new TemporalConnection(settings, key, "coordinator");
    }

    /** Runs no activity. */
    @Bean
    WorkflowService workflowService(TemporalConnection temporal, Sleeper sleeper) {
        return new WorkflowService(temporal, sleeper);
    }

    @Bean
    @Primary
    AttemptRunner temporalAttemptRunner(
            TemporalConnection temporal,
            AttemptChannels channels,
            ResultDocuments documents,
            FleetSettings fleet,
            BatchSettings batches,
            Sandboxes sandboxes,
            Sleeper sleeper) {
        return new TemporalAttemptRunner(
                temporal,
                channels,
                documents,
                new TemporalAttemptRunner.Limits(
                        sandboxes.isolation(), fleet.heartbeat(), batches.sessionTtl()),
                sleeper);
    }
}
