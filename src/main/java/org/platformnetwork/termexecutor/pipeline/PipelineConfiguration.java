package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.platformnetwork.termexecutor.pipeline.git.GitCheckout;
import org.platformnetwork.termexecutor.pipeline.image.TaskImages;
import org.platformnetwork.termexecutor.pipeline.layer.LayerCache;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What {@code Executor} runs batches with. */
@Configuration(proxyBeanMethods = false)
class PipelineConfiguration {

    @Bean
    ExtractedArchives extractedArchives(ArchiveSource archives, Workspaces workspaces) {
        return new ExtractedArchives(archives, workspaces);
    }

    @Bean
    Provenance provenance(Sandboxes sandboxes, BuildProperties build) {
        return new Provenance(sandboxes.isolation().wireName(), String.valueOf(build.getVersion()));
    }

    @Bean
    LayerCache layerCache(
            PipelineSettings settings,
            Workspaces workspaces,
            Sandboxes sandboxes,
            InstantSource clock,
            Environment environment)
            throws IOException {
        var basis =
                sandboxes.layerBasis(
                        List.of(
                                settings.installFailures().name(),
                                new TreeMap<>(named(settings.installEnv(), environment))
                                        .toString()));
        var prepared =
                new LayerCache(
                        workspaces.layers(),
                        basis,
                        sandboxes.layerLifetime(),
                        settings.layerCache().toBytes(),
                        workspaces::remove,
                        sandboxes::bytes,
                        clock);
        prepared.open();
        return prepared;
    }

    @Bean
    TaskContext taskContext(
            PipelineSettings settings,
            GitCheckout git,
            TaskImages images,
            Sandboxes sandboxes,
            LayerCache prepared,
            Validations validations,
            Environment environment) {
        return new TaskContext(
                settings,
                new TaskContext.Sources(git, images),
                sandboxes,
                prepared,
                validations,
                new RunningScripts(),
                new TaskContext.PassedVariables(
                        named(settings.agentEnv(), environment),
                        named(settings.installEnv(), environment)));
    }

    @Bean
    AttemptRunner attemptRunner(
            TaskContext context, ExtractedArchives archives, InstantSource clock) {
        return new LocalAttemptRunner(context, archives, clock);
    }

    private static Map<String, String> named(List<String> names, Environment environment) {
        var variables = new HashMap<String, String>();
        for (var name : names) {
            var value = environment.getProperty(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }
}
