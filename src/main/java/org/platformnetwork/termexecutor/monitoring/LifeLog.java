package org.platformnetwork.termexecutor.monitoring;

import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** One line of the log for the start of the service, with what it will work with, and its end. */
@Component
final class LifeLog {

    private static final Logger log = LoggerFactory.getLogger(LifeLog.class);

    private final BuildProperties build;
    private final Sandboxes sandboxes;
    private final PipelineSettings settings;
    private final ValidatorWhitelist whitelist;
    private final Environment environment;

    LifeLog(
            BuildProperties build,
            Sandboxes sandboxes,
            PipelineSettings settings,
            ValidatorWhitelist whitelist,
            Environment environment) {
        this.build = build;
        this.sandboxes = sandboxes;
        this.settings = settings;
        this.whitelist = whitelist;
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void began() {
        int validators = whitelist.validators().size();
        log.atInfo()
                .addKeyValue("release", build.getVersion())
                .addKeyValue("address", address())
                .addKeyValue("isolation", sandboxes.isolation().wireName())
                .addKeyValue("limits", limits())
                .addKeyValue("tasks_side_by_side", settings.maxConcurrentTasks())
                .addKeyValue("validators", validators)
                .log("Service started");
        if (validators == 0) {
            log.warn(
                    "No validator is known, so every submission is refused: set TRUSTED_VALIDATORS,"
                            + " or BITTENSOR_RPC to a node of the chain");
        }
    }

    @EventListener(ContextClosedEvent.class)
    void ends() {
        log.info("Service stops");
    }

    private String address() {
        return "%s:%s"
                .formatted(
                        environment.getProperty("server.address", "*"),
                        environment.getProperty("local.server.port", "?"));
    }

    private String limits() {
        return sandboxes.bounds().stream()
                .filter(bound -> bound.inForce())
                .map(bound -> bound.resource().wireName() + " " + bound.detail())
                .collect(
                        Collectors.collectingAndThen(
                                Collectors.joining(", "),
                                text -> text.isEmpty() ? "rlimits" : text));
    }
}
