package org.platformnetwork.termexecutor.testing;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.TermExecutorApplication;
import org.platformnetwork.termexecutor.concurrent.Sleeper;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * The whole service in this JVM, on a free port, set by the environment's own names. Time limits of
 * commands are reached when the test says so and never because the machine is slow.
 */
public final class RunningService implements AutoCloseable {

    /** What a command that is to time out runs: it ends by its time limit only. */
    public static final String HANG = "sleep 4242";

    private static final Duration BATCH_TIMEOUT = Duration.ofMinutes(5);

    private final ConfigurableApplicationContext context;
    private final ServiceClient client;
    private final ManualClock commands;
    private final Set<ProcessHandle> hangs = new HashSet<>();

    private RunningService(ConfigurableApplicationContext context, ManualClock commands) {
        this.context = context;
        this.commands = commands;
        this.client = new ServiceClient(port(context));
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param workspace {@code WORKSPACE_BASE}
     * @param environment further variables, over those that every test needs
     */
    public static RunningService start(Path workspace, Map<String, String> environment) {
        var variables =
                new HashMap<>(
                        Map.of(
                                "PORT",
                                "0",
                                "WORKSPACE_BASE",
                                workspace.toString(),
                                "TRUSTED_VALIDATORS",
                                TestKeys.trustedValidators(),
                                "BITTENSOR_RPC",
                                "off",
                                "DATA_DIR",
                                workspace.resolve("data").toString(),
                                "ALLOWED_GIT_PROTOCOLS",
                                "https,file",
                                // Votes expire by this machine's clock, however slow it is.
                                "CONSENSUS_TTL_SECS",
                                "3600",
                                // Most tests judge tasks that ask for nothing.
                                "TASK_VALIDATION",
                                "off"));
        variables.putAll(environment);
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.address=127.0.0.1");
        variables.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        var commands = new ManualClock();
        var context =
                new SpringApplicationBuilder(TermExecutorApplication.class)
                        .initializers(
                                replace(Sleeper.class, NoPause::new),
                                replace(
                                        ProcessRunner.class,
                                        () -> new ProcessRunner(commands::nanoTime)))
                        .run(arguments.toArray(String[]::new));
        return new RunningService(context, commands);
    }

    private static <T> ApplicationContextInitializer<ConfigurableApplicationContext> replace(
            Class<T> type, Supplier<T> replacement) {
        return context -> {
            var definition =
                    BeanDefinitionBuilder.rootBeanDefinition(type, replacement)
                            .setPrimary(true)
                            .getBeanDefinition();
            ((BeanDefinitionRegistry) context.getBeanFactory())
                    .registerBeanDefinition("test" + type.getSimpleName(), definition);
        };
    }

    /**
     * Waits until a command of a task, or what it started, is {@link #HANG}, and lets time pass for
     * every command that runs.
     */
    public void passTimeOfHang(Duration time) {
        await().until(this::hangs);
        commands.advance(time);
    }

    private boolean hangs() {
        return ProcessHandle.current().descendants().anyMatch(this::isNewHang);
    }

    /** It may still be seen when its time has passed. */
    private boolean isNewHang(ProcessHandle process) {
        return process.info().commandLine().orElse("").matches("\\S*" + HANG) && hangs.add(process);
    }

    private static final class NoPause implements Sleeper {

        @Override
        public void sleep(Duration duration) {}

        @Override
        public Instant end(Instant now, Duration duration) {
            return now;
        }
    }

    public ServiceClient client() {
        return client;
    }

    /** Has two validators submit an archive, waits for the batch's end and returns it as JSON. */
    public JsonNode evaluate(TestArchive archive) {
        return evaluate(archive, "");
    }

    /** As {@link #evaluate(TestArchive)}, with a query for the first voter. */
    public JsonNode evaluate(TestArchive archive, String query) {
        return evaluate(archive, query, Duration.ZERO);
    }

    /**
     * As {@link #evaluate(TestArchive)}, one task after the other.
     *
     * @param time that passes whenever a command is {@link #HANG}
     */
    public JsonNode evaluateHanging(TestArchive archive, Duration time) {
        return evaluate(archive, "?concurrent_tasks=1", time);
    }

    private JsonNode evaluate(TestArchive archive, String query, Duration hang) {
        var zip = archive.zip();
        var nonce = UUID.randomUUID().toString();
        var batchId = client.submit(TestKeys.ALICE, nonce, zip, query).text("batch_id");
        var end = client.events("?batch_id=" + batchId).closed();
        var reached = client.submit(TestKeys.BOB, zip);
        if (reached.status() != 202) {
            throw new IllegalStateException(reached.response().body());
        }
        while (hang.isPositive() && !end.isDone()) {
            await().atMost(BATCH_TIMEOUT).until(() -> end.isDone() || hangs());
            commands.advance(hang);
        }
        end.orTimeout(BATCH_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        return client.get("/batch/" + batchId).json();
    }

    public int port() {
        return port(context);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    private static int port(ConfigurableApplicationContext context) {
        var server = ((WebServerApplicationContext) context).getWebServer();
        if (server == null) {
            throw new IllegalStateException("the service has no web server");
        }
        return server.getPort();
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
