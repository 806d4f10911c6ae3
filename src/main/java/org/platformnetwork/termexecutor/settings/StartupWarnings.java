package org.platformnetwork.termexecutor.settings;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/** Names misspelt variables in the log of a start. */
@Component
final class StartupWarnings {

    private static final Logger log = LoggerFactory.getLogger(StartupWarnings.class);

    StartupWarnings(ConfigurableEnvironment environment) {
        new Variables(environment)
                .misspellings()
                .forEach(found ->
                        log.atWarn()
                                .addKeyValue("variable", found.name())
                                .addKeyValue("meant", found.meant())
                                .log("Misspelt setting without effect"));
    }
}
