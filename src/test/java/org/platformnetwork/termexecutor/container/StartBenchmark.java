package org.platformnetwork.termexecutor.container;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * From a container's start to its first answer of {@code /health}, and the memory of its Java
 * process once it is idle, with the image's options and without, in turn. Prints medians.
 */
public final class StartBenchmark {

    private static final PrintStream OUT = System.out;
    private static final int ROUNDS = 5;
    private static final long MEMORY = 2L << 30;
    private static final Duration UNTIL_IDLE = Duration.ofSeconds(5);
    private static final String HEALTHY =
            "until /app/healthcheck 2>/dev/null; do sleep 0.01; done; date +%s%3N";

    private StartBenchmark() {}

    private record Start(double seconds, double megabytes) {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var variants = new LinkedHashMap<String, List<String>>();
        var java = "/opt/java/openjdk/bin/java";
        var jar = List.of("-jar", "/app/term-executor.jar");
        variants.put("java -jar", concat(List.of(java), jar));
        variants.put("options", concat(List.of(java, "@/app/jvm.options"), jar));
        variants.put(
                "options and AOT cache",
                concat(
                        List.of(java, "@/app/jvm.options", "-XX:AOTCache=/app/term-executor.aot"),
                        jar));
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (var variant : variants.entrySet()) {
                starts.computeIfAbsent(variant.getKey(), name -> new ArrayList<>())
                        .add(start(variant.getValue()));
            }
        }
        starts.forEach((name, each) ->
                OUT.printf(
                        "%-22s healthy after %.2f s, %.0f MB idle (medians of %d)%n",
                        name,
                        median(each.stream().mapToDouble(Start::seconds).toArray()),
                        median(each.stream().mapToDouble(Start::megabytes).toArray()),
                        ROUNDS));
    }

    private static Start start(List<String> command) throws IOException, InterruptedException {
        var entrypoint = concat(List.of("tini", "--"), command).toArray(String[]::new);
        try (var container =
                new GenericContainer<>(DockerImageName.parse(ServiceContainer.IMAGE))
                        .withImagePullPolicy(name -> false)
                        .withEnv("BITTENSOR_RPC", "off")
                        .withCreateContainerCmdModifier(create -> {
                            create.withEntrypoint(entrypoint);
                            Objects.requireNonNull(create.getHostConfig()).withMemory(MEMORY);
                        })
                        .waitingFor(Wait.forSuccessfulCommand("true"))) {
            container.start();
            var healthy = container.execInContainer("bash", "-c", HEALTHY).getStdout().strip();
            var state = container.getCurrentContainerInfo().getState();
            var started = Instant.parse(Objects.requireNonNull(state.getStartedAt()));
            Thread.sleep(UNTIL_IDLE);
            var rss = container.execInContainer("ps", "-C", "java", "-o", "rss=").getStdout();
            return new Start(
                    (Long.parseLong(healthy) - started.toEpochMilli()) / 1000.0,
                    Long.parseLong(rss.strip()) / 1024.0);
        }
    }

    private static List<String> concat(List<String> first, List<String> second) {
        var all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
