package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What no schema knows: the manifests fit each other, the image and the service. */
class KubernetesTests {

    private static final Map<String, String> LABEL =
            Map.of("app.kubernetes.io/name", "term-executor");
    private static final Pattern BYTES = Pattern.compile("(\\d+)Gi");

    /** In which the levels may differ; all else is the same, since it is written twice. */
    private static final List<String> OF_THE_LEVEL =
            List.of(
                    "/spec/template/spec/hostUsers",
                    "/spec/template/spec/securityContext/",
                    "/spec/template/spec/containers/0/securityContext/",
                    "/spec/template/spec/containers/0/env/0/value");

    private static JsonNode deployment(String level) {
        return DeployFile.readAll("kubernetes/" + level + ".yaml").getLast();
    }

    private static JsonNode pod(String level) {
        return deployment(level).path("spec").path("template").path("spec");
    }

    private static JsonNode container(String level) {
        return pod(level).path("containers").path(0);
    }

    private static JsonNode common(String kind) {
        return DeployFile.readAll("kubernetes/common.yaml").stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Map<?, ?> map(JsonNode node) {
        var map = new TreeMap<String, String>();
        node.propertyStream()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asString()));
        return map;
    }

    @Test
    void levelsDifferInNothingElse() {
        var differences = new TreeSet<String>();
        var one = leaves(deployment("namespaces"));
        var other = leaves(deployment("uid"));
        Stream.of(one, other)
                .flatMap(leaves -> leaves.keySet().stream())
                .filter(path -> !one.getOrDefault(path, "").equals(other.getOrDefault(path, "")))
                .forEach(differences::add);

        assertThat(differences)
                .isNotEmpty()
                .allSatisfy(path ->
                        assertThat(OF_THE_LEVEL)
                                .anySatisfy(part -> assertThat(path).startsWith(part)));
    }

    private static Map<String, String> leaves(JsonNode node) {
        var leaves = new TreeMap<String, String>();
        collect(node, "", leaves);
        return leaves;
    }

    private static void collect(JsonNode node, String path, Map<String, String> leaves) {
        if (node.isObject()) {
            node.propertyStream()
                    .forEach(entry ->
                            collect(entry.getValue(), path + "/" + entry.getKey(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.path(i), path + "/" + i, leaves);
            }
        } else {
            leaves.put(path, node.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void neverTwoOnOneVolume(String level) {
        var spec = deployment(level).path("spec");

        assertThat(spec.path("replicas").asInt()).isEqualTo(1);
        assertThat(spec.path("strategy").path("type").asString()).isEqualTo("Recreate");
        assertThat(pod(level).path("terminationGracePeriodSeconds").asInt())
                .isGreaterThanOrEqualTo(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void everySelectorFindsThePod(String level) {
        var template = deployment(level).path("spec").path("template");

        assertThat(map(template.path("metadata").path("labels"))).isEqualTo(LABEL);
        assertThat(map(deployment(level).path("spec").path("selector").path("matchLabels")))
                .isEqualTo(LABEL);
        assertThat(map(common("Service").path("spec").path("selector"))).isEqualTo(LABEL);
        for (var selector :
                List.of(
                        common("NetworkPolicy").path("spec").path("podSelector"),
                        common("PodDisruptionBudget").path("spec").path("selector"))) {
            assertThat(map(selector.path("matchLabels"))).isEqualTo(LABEL);
        }
    }

    @Test
    void everythingLiesInOneNamespace() {
        for (var file : List.of("common", "namespaces", "uid")) {
            for (var object : DeployFile.readAll("kubernetes/" + file + ".yaml")) {
                var metadata = object.path("metadata");
                var place =
                        object.path("kind").asString().equals("Namespace") ? "name" : "namespace";
                assertThat(metadata.path(place).asString()).isEqualTo("term-executor");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void portsAreTheServices(String level) {
        var port = container(level).path("ports").path(0);
        assertThat(port.path("containerPort").asInt()).isEqualTo(8080);
        assertThat(DeployFile.text(Path.of("src/main/resources/application.yml")))
                .contains("${PORT:8080}");
        var probes = container(level).path("ports").path(1);
        assertThat(common("ConfigMap").path("data").path("PROBE_PORT").asString())
                .isEqualTo(probes.path("containerPort").asString());
        for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            var request = container(level).path(probe).path("httpGet");
            assertThat(request.path("port").asString()).isEqualTo(probes.path("name").asString());
            assertThat(request.path("path").asString())
                    .isEqualTo(probe.startsWith("readiness") ? "/readyz" : "/livez");
        }
        var service = common("Service").path("spec").path("ports").path(0);
        assertThat(service.path("targetPort").asString()).isEqualTo(port.path("name").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void volumesAreTheImages(String level) {
        var paths = container(level).path("volumeMounts").findValuesAsString("mountPath");
        assertThat(paths)
                .containsExactly("/var/lib/term-executor/data", "/var/lib/term-executor/sessions");
        assertThat(container(level).path("volumeMounts").findValuesAsString("name"))
                .isEqualTo(
                        pod(level)
                                .path("volumes")
                                .valueStream()
                                .map(v -> v.path("name").asString())
                                .toList());
        assertThat(
                        pod(level)
                                .path("volumes")
                                .path(0)
                                .path("persistentVolumeClaim")
                                .path("claimName"))
                .isEqualTo(common("PersistentVolumeClaim").path("metadata").path("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void agentsFindNoKeyToTheCluster(String level) {
        assertThat(pod(level).path("automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(common("ServiceAccount").path("automountServiceAccountToken").asBoolean(true))
                .isFalse();
        assertThat(pod(level).path("serviceAccountName"))
                .isEqualTo(common("ServiceAccount").path("metadata").path("name"));
        assertThat(pod(level).toString()).doesNotContain("hostPath", "privileged\":true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void settingsAreTheServices(String level) {
        var env = container(level).path("env").path(0);
        assertThat(env.path("name").asString()).isEqualTo("ISOLATION");
        assertThat(env.path("value").asString()).isEqualTo(level);
        assertThat(common("ConfigMap").path("data").propertyNames()).isSubsetOf(Settings.names());
        for (var source : List.of("configMapRef", "secretRef")) {
            assertThat(container(level).path("envFrom").findValues(source))
                    .extracting(reference -> reference.path("name").asString())
                    .containsExactly("term-executor");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "uid"})
    void memoryHoldsTheTasksAndTheHeap(String level) {
        var matcher =
                BYTES.matcher(
                        container(level)
                                .path("resources")
                                .path("limits")
                                .path("memory")
                                .asString());
        assertThat(matcher.matches()).isTrue();
        long limit = Long.parseLong(matcher.group(1)) << 30;
        var data = common("ConfigMap").path("data");
        long tasks =
                data.path("MAX_CONCURRENT_TASKS").asLong()
                        * data.path("TASK_MEMORY_BYTES").asLong();

        assertThat(tasks + limit / 4).isPositive().isLessThanOrEqualTo(limit);
    }

    @Test
    void levelsGetWhatTheyNeedAndNoMore() {
        var rights = container("namespaces").path("securityContext");
        assertThat(DeployFile.texts(rights.path("capabilities").path("drop")))
                .containsExactly("ALL");
        assertThat(rights.path("capabilities").has("add")).isFalse();
        assertThat(rights.path("procMount").asString()).isEqualTo("Unmasked");
        assertThat(pod("namespaces").path("hostUsers").asBoolean(true)).isFalse();
        assertThat(pod("namespaces").path("securityContext").path("runAsNonRoot").asBoolean())
                .isTrue();

        rights = container("uid").path("securityContext");
        assertThat(DeployFile.texts(rights.path("capabilities").path("drop")))
                .containsExactly("ALL");
        assertThat(DeployFile.texts(rights.path("capabilities").path("add")))
                .containsExactly("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID");
        assertThat(pod("uid").path("securityContext").path("runAsUser").asInt(1)).isZero();
        for (var level : List.of("namespaces", "uid")) {
            assertThat(
                            container(level)
                                    .path("securityContext")
                                    .path("allowPrivilegeEscalation")
                                    .asBoolean(true))
                    .isFalse();
        }
    }

    /** Seen with the API server: the policy refuses the three fields at baseline. */
    @ParameterizedTest
    @CsvSource({"namespaces, privileged, Unconfined", "uid, baseline, RuntimeDefault"})
    void namespaceAdmitsThePod(String level, String policy, String profile) {
        var namespace = DeployFile.readAll("kubernetes/" + level + ".yaml").getFirst();
        var rights = pod(level).path("securityContext");

        assertThat(
                        namespace
                                .path("metadata")
                                .path("labels")
                                .path("pod-security.kubernetes.io/enforce")
                                .asString())
                .isEqualTo(policy);
        assertThat(rights.path("seccompProfile").path("type").asString()).isEqualTo(profile);
        assertThat(rights.path("appArmorProfile").path("type").asString("RuntimeDefault"))
                .isEqualTo(profile);
    }

    /** At level uid there is no group: the service closes the volume, which a group would open. */
    @Test
    void volumesAreOpenedOnceToTheUserOfTheImage() {
        var rights = pod("namespaces").path("securityContext");

        for (var id : List.of("runAsUser", "runAsGroup", "fsGroup")) {
            assertThat(rights.path(id).asInt()).isEqualTo(10001);
        }
        assertThat(DeployFile.text(Path.of("Dockerfile"))).contains("USER 10001:10001");
        assertThat(rights.path("fsGroupChangePolicy").asString()).isEqualTo("OnRootMismatch");
        assertThat(pod("uid").path("securityContext").has("fsGroup")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254, false",
        "168.63.129.16, false",
        "10.0.0.1, false",
        "10.255.255.255, false",
        "100.64.0.1, false",
        "100.128.0.1, true",
        "127.0.0.1, false",
        "172.15.255.255, true",
        "172.16.0.1, false",
        "172.31.255.255, false",
        "172.32.0.0, true",
        "192.168.1.1, false",
        "192.169.0.1, true",
        "198.18.0.1, false",
        "224.0.0.251, false",
        "255.255.255.255, false",
        "140.82.121.4, true",
        "8.8.8.8, true"
    })
    void agentsReachThePublicInternetAndNothingNearer(String host, boolean reached) {
        var egress = common("NetworkPolicy").path("spec").path("egress").path(1);
        var block = egress.path("to").path(0).path("ipBlock");
        var refused = DeployFile.texts(block.path("except")).stream().map(Cidr::parse);

        assertThat(egress.path("to")).hasSize(1);
        assertThat(block.path("cidr").asString()).isEqualTo("0.0.0.0/0");
        assertThat(refused.noneMatch(range -> range.contains(host))).isEqualTo(reached);
    }

    @Test
    void openPortsAreThoseOfGitRegistriesAndTheChain() {
        var spec = common("NetworkPolicy").path("spec");

        assertThat(DeployFile.texts(spec.path("policyTypes"))).containsExactly("Ingress", "Egress");
        assertThat(spec.path("ingress")).hasSize(1);
        assertThat(ports(spec.path("ingress").path(0))).containsExactly(8080);
        assertThat(ports(spec.path("egress").path(0))).containsExactly(53, 53);
        assertThat(ports(spec.path("egress").path(1))).containsExactly(22, 80, 443, 9418);
        assertThat(spec.path("egress")).hasSize(2);
    }

    private static List<Integer> ports(JsonNode rule) {
        return rule.path("ports").valueStream().map(port -> port.path("port").asInt()).toList();
    }
}
