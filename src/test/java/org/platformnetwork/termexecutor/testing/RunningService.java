package org.platformnetwork.termexecutor.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.platformnetwork.termexecutor.TermExecutorApplication;
import org.platformnetwork.termexecutor.clock.Pause;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole service in this JVM, on a free port, set by the environment's own names. */
public final class RunningService implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ServiceClient client;

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
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
                                // Most tests judge tasks that ask for nothing.
                                "TASK_VALIDATION",
                                "off"));
        variables.putAll(environment);
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.address=127.0.0.1");
        variables.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new RunningService(
                new SpringApplicationBuilder(TermExecutorApplication.class)
                        .initializers(RunningService::takeNoPauses)
                        .run(arguments.toArray(String[]::new)));
    }

    private static void takeNoPauses(ConfigurableApplicationContext context) {
        var factory = (BeanDefinitionRegistry) context.getBeanFactory();
        var definition =
                BeanDefinitionBuilder.rootBeanDefinition(Pause.class, NoPause::new)
                        .setPrimary(true)
                        .getBeanDefinition();
        factory.registerBeanDefinition("noPause", definition);
    }

    private static final class NoPause implements Pause {

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
        var zip = archive.zip();
        var nonce = UUID.randomUUID().toString();
        var batchId = client.submit(TestKeys.ALICE, nonce, zip, query).text("batch_id");
        var events = client.events("?batch_id=" + batchId);
        var reached = client.submit(TestKeys.BOB, zip);
        if (reached.status() != 202) {
            throw new IllegalStateException(reached.response().body());
        }
        events.closed().orTimeout(300, TimeUnit.SECONDS).join();
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
