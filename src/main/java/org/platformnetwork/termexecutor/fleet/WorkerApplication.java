package org.platformnetwork.termexecutor.fleet;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.file.StartupException;
import org.platformnetwork.termexecutor.fleet.channel.ChannelSettings;
import org.platformnetwork.termexecutor.fleet.channel.CoordinatorClient;
import org.platformnetwork.termexecutor.fleet.channel.FleetKey;
import org.platformnetwork.termexecutor.pipeline.ArchiveSource;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.pipeline.DetachedPipeline;
import org.platformnetwork.termexecutor.pipeline.ExtractedArchives;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.sandbox.SandboxSettings;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

/**
 * A worker: it runs attempts for a coordinator, has no database and answers probes and Prometheus
 * only. Not a configuration by annotation, so that the service does not find it.
 */
@EnableAutoConfiguration
@Import({DetachedPipeline.class, ArchiveExtractor.class})
@ComponentScan("org.platformnetwork.termexecutor.web")
@ComponentScan(
        basePackages = "org.platformnetwork.termexecutor.monitoring",
        useDefaultFilters = false,
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = ".*\\.(ProbeController|MetricsController)"))
public final class WorkerApplication {

    /**
     * The stop of a worker takes as long as its attempts may (DRAIN_SECS), and no task reaches what
     * would let it end or judge others.
     */
    private static final Map<String, Object> PROPERTIES =
            Map.of(
                    "fleet.role",
                    "worker",
                    "spring.lifecycle.timeout-per-shutdown-phase",
                    "3660s",
                    "sandbox.closed-hosts",
                    "${TEMPORAL_ADDRESS:},${COORDINATOR_URL:}");

    /** What is to be started. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(WorkerApplication.class)
                .initializers(context ->
                        context.getEnvironment()
                                .getPropertySources()
                                .addFirst(new MapPropertySource("worker", PROPERTIES)));
    }

    @Bean
    FleetKey fleetKey(ChannelSettings settings, SandboxSettings sandbox) {
        if (!settings.keyFile().isEmpty() && sandbox.shows(Path.of(settings.keyFile()))) {
            throw new StartupException(
                    "FLEET_KEY_FILE lies where tasks may read it: put it into DATA_DIR, or below"
                            + " /run.");
        }
        return FleetKey.read(settings.keyFile());
    }

    @Bean
    WorkerName workerName(FleetSettings settings, BuildProperties build) throws IOException {
        var name = settings.workerName();
        return new WorkerName(
                name.isEmpty() ? InetAddress.getLocalHost().getHostName() : name,
                String.valueOf(build.getVersion()));
    }

    @Bean
    TemporalConnection temporalConnection(
            TemporalSettings settings, FleetKey key, WorkerName name) {
        return new TemporalConnection(settings, key, name.toString());
    }

    @Bean
    CoordinatorClient coordinatorClient(
            ChannelSettings settings,
            FleetKey key,
            WorkerName name,
            FleetSettings fleet,
            InstantSource clock) {
        return new CoordinatorClient(settings, key, name.name(), fleet.heartbeat(), clock);
    }

    @Bean
    ArchiveSource archiveSource(
            CoordinatorClient coordinator, ArchiveExtractor extractor, Workspaces workspaces) {
        return (archive, directory) -> {
            var file = workspaces.newUpload();
            try {
                fetch(coordinator, archive, file);
                return extractor.extract(file, directory);
            } finally {
                workspaces.remove(file);
            }
        };
    }

    private static void fetch(CoordinatorClient coordinator, ArchiveHash archive, Path file)
            throws IOException {
        try {
            coordinator.fetch(archive, file);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Bean
    WorkerSlots workerSlots(PipelineSettings settings) {
        return new WorkerSlots(settings.maxConcurrentTasks());
    }

    @Bean
    AttemptActivity attemptActivity(
            AttemptRunner runner,
            ExtractedArchives archives,
            WorkerSlots slots,
            CoordinatorClient coordinator,
            TemporalConnection temporal,
            WorkerName name) {
        return new AttemptActivity(
                runner,
                new WorkerArchives(archives),
                slots,
                coordinator,
                temporal,
                name.toString());
    }

    @Bean
    FleetWorker fleetWorker(
            TemporalConnection temporal,
            CoordinatorClient coordinator,
            AttemptActivity activity,
            WorkerSlots slots,
            WorkerName name,
            Sandboxes sandboxes,
            FleetSettings settings,
            Sleeper sleeper) {
        var queues = TaskQueues.servedBy(name.name(), sandboxes.isolation());
        return new FleetWorker(
                temporal, coordinator, activity, slots, queues, settings.drain(), sleeper);
    }
}
