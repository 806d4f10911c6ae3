package org.platformnetwork.termexecutor.pipeline;

import java.time.InstantSource;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.pipeline.git.GitCheckout;
import org.platformnetwork.termexecutor.pipeline.image.TaskImages;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * What runs attempts and validates tasks without a database: nothing is kept. Not a configuration
 * by annotation, so that the service does not find it.
 */
@ConfigurationPropertiesScan("org.platformnetwork.termexecutor")
@Import({
    ProcessRunner.class,
    Workspaces.class,
    Sandboxes.class,
    GitCheckout.class,
    TaskImages.class,
    PipelineConfiguration.class
})
public final class DetachedPipeline {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    Sleeper pause() {
        return Thread::sleep;
    }

    @Bean
    Validations validations(InstantSource clock) {
        return new Validations(null, "", activity -> {}, clock);
    }
}
