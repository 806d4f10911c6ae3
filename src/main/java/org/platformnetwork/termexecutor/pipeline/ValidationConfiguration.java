package org.platformnetwork.termexecutor.pipeline;

import java.time.InstantSource;
import org.apache.commons.codec.digest.DigestUtils;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationTable;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service keeps archives and validations; commands and workers do not. */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

    /** Changes with what a validation looks at. */
    private static final String FORMAT = "2";

    @Bean
    ArchiveSource archiveSource(ArchiveStore archives, ArchiveExtractor extractor) {
        return (archive, directory) ->
                archives.isIntact(archive)
                        ? extractor.extract(archives.path(archive), directory)
                        : new Extraction.Refused("The archive was damaged on the service's disk.");
    }

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
