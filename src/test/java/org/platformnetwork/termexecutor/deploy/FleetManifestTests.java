package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The files that start a fleet fit each other and the service. */
class FleetManifestTests {

    /** Of KEDA's scaler for Temporal, version 2.17. */
    private static final Set<String> SCALER =
            Set.of(
                    "endpoint",
                    "namespace",
                    "taskQueue",
                    "targetQueueSize",
                    "activationTargetQueueSize",
                    "queueTypes",
                    "apiKeyFromEnv",
                    "minConnectTimeout",
                    "unsafeSsl",
                    "tlsServerName");

    private final JsonNode compose = merged(DeployFile.read("compose.fleet.yaml"));
    private final JsonNode services = compose.path("services");
    private final List<JsonNode> objects = DeployFile.readAll("kubernetes/fleet.yaml");

    /** As Compose reads it: what stands behind a merge key, and what overrides it. */
    private static JsonNode merged(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        var all = JsonMapper.shared().createObjectNode();
        if (node.has("<<")) {
            all.setAll((ObjectNode) merged(node.path("<<")));
        }
        node.propertyStream()
                .filter(entry -> !entry.getKey().equals("<<"))
                .forEach(entry -> all.set(entry.getKey(), merged(entry.getValue())));
        return all;
    }

    private JsonNode object(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyTheCoordinatorIsPublishedBeyondTheMachine() {
        assertThat(DeployFile.texts(services.path("coordinator").path("ports")))
                .containsExactly("${PORT:-8080}:8080");
        assertThat(services.path("temporal-ui").path("ports").path(0).asString())
                .startsWith("127.0.0.1:");
        for (var name : List.of("worker", "temporal", "postgres")) {
            assertThat(services.path(name).has("ports")).as(name).isFalse();
        }
    }

    @Test
    void databaseIsTemporalsAlone() {
        assertThat(services)
                .filteredOn(each -> DeployFile.texts(each.path("networks")).contains("database"))
                .hasSize(2);
        assertThat(compose.path("networks").path("database").path("internal").asBoolean(false))
                .isTrue();
    }

    @Test
    void everyContainerComesBackAndIsBound() {
        assertThat(services)
                .hasSize(5)
                .allSatisfy(each -> {
                    assertThat(each.path("restart").asString()).isEqualTo("unless-stopped");
                    assertThat(each.path("mem_limit").asString()).isNotBlank();
                    assertThat(each.path("logging").path("options").path("max-size").asString())
                            .isNotBlank();
                    assertThat(DeployFile.texts(each.path("security_opt")))
                            .contains("no-new-privileges:true");
                });
    }

    @Test
    void variablesAreSettings() {
        var known = new TreeSet<>(Settings.names());
        known.add("LOGGING_STRUCTURED_FORMAT_CONSOLE");
        for (var name : List.of("coordinator", "worker")) {
            assertThat(services.path(name).path("environment").propertyNames())
                    .as(name)
                    .isSubsetOf(known);
        }
        assertThat(object("ConfigMap").path("data").propertyNames()).isSubsetOf(known);
    }

    @Test
    void workerFindsItsCoordinator() {
        var coordinator = services.path("coordinator");
        var environment = coordinator.path("environment");

        assertThat(services.path("worker").path("environment").path("COORDINATOR_URL").asString())
                .isEqualTo(
                        "http://%s:%s"
                                .formatted(
                                        coordinator.path("hostname").asString(),
                                        environment.path("INTERNAL_PORT").asString()));
        assertThat(environment.path("INTERNAL_ADDRESS")).isEqualTo(coordinator.path("hostname"));
    }

    @Test
    void scalerStartsTheWorkersOfItsQueue() {
        var spec = object("ScaledObject").path("spec");
        var trigger = spec.path("triggers").path(0);
        var metadata = trigger.path("metadata");
        var settings = object("ConfigMap").path("data");

        assertThat(spec.path("scaleTargetRef").path("name"))
                .isEqualTo(object("Deployment").path("metadata").path("name"));
        assertThat(object("Deployment").path("spec").has("replicas")).isFalse();
        assertThat(trigger.path("type").asString()).isEqualTo("temporal");
        assertThat(metadata.propertyNames()).isSubsetOf(SCALER);
        assertThat(metadata).allSatisfy(value -> assertThat(value.isString()).isTrue());
        assertThat(metadata.path("endpoint")).isEqualTo(settings.path("TEMPORAL_ADDRESS"));
        assertThat(metadata.path("targetQueueSize"))
                .isEqualTo(settings.path("MAX_CONCURRENT_TASKS"));
        assertThat(metadata.path("taskQueue").asString())
                .endsWith("-" + settings.path("ISOLATION").asString());
    }

    @Test
    void drainEndsBeforeThePodDoes() {
        var pod = object("Deployment").path("spec").path("template").path("spec");

        assertThat(pod.path("terminationGracePeriodSeconds").asInt())
                .isGreaterThan(
                        Integer.parseInt(
                                object("ConfigMap").path("data").path("DRAIN_SECS").asString()));
    }

    @Test
    void policyAndSelectorsFindTheWorkersAndNotTheService() {
        var label = Map.of("app.kubernetes.io/name", "term-executor-worker").toString();
        for (var selector :
                List.of(
                        object("NetworkPolicy").path("spec").path("podSelector"),
                        object("Deployment").path("spec").path("selector"))) {
            assertThat(selector.path("matchLabels").toString().replace("\"", "").replace(":", "="))
                    .isEqualTo(label);
        }
    }
}
