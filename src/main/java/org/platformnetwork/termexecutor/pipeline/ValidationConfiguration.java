package org.platformnetwork.termexecutor.pipeline;

import java.time.InstantSource;
import org.apache.commons.codec.digest.DigestUtils;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationTable;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service keeps validations; a command does not. */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

    /** Changes with what a validation looks at. */
    private static final String FORMAT = "2";

    @Bean
    Validations validations(
            Store store,
            PipelineSettings settings,
            Sandboxes sandboxes,
            LayerCache prepared,
            ApplicationEventPublisher events,
            InstantSource clock) {
        var basis =
                String.join(
                        "\n",
                        FORMAT,
                        prepared.basis(),
                        sandboxes.isolation().wireName(),
                        sandboxes.limits(),
                        settings.testTimeout().toString(),
                        settings.verifyIn().name(),
                        settings.verifyNetwork().name());
        return new Validations(
                new ValidationTable(store),
                DigestUtils.sha256Hex(basis),
                events::publishEvent,
                clock);
    }
}
