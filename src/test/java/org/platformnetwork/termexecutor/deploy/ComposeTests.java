package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ComposeTests {

    private static final Pattern PINNED = Pattern.compile("[a-z-]+/[a-z-]+:v?\\d+\\.\\d+\\.\\d+");

    private final JsonNode compose = DeployFile.read("compose.yaml");
    private final JsonNode services = compose.path("services");
    private final JsonNode service = services.path("term-executor");
    private final JsonNode uid =
            DeployFile.read("compose.uid.yaml").path("services").path("term-executor");

    @Test
    void everyFileThatIsMountedExists() {
        assertThat(services)
                .allSatisfy(each -> {
                    for (var volume : DeployFile.texts(each.path("volumes"))) {
                        var source = volume.split(":", -1)[0];
                        if (source.startsWith(".")) {
                            assertThat(DeployFile.ROOT.resolve(source)).exists();
                            assertThat(volume).endsWith(":ro");
                        } else {
                            assertThat(compose.path("volumes").has(source)).as(volume).isTrue();
                        }
                    }
                });
        var context = service.path("build").path("context").asString();
        assertThat(DeployFile.ROOT.resolve(context).resolve("Dockerfile")).exists();
    }

    @Test
    void foreignImagesArePinned() {
        assertThat(service.path("image").asString()).isEqualTo("term-executor");
        for (var name : List.of("prometheus", "grafana")) {
            assertThat(services.path(name).path("image").asString()).matches(PINNED);
        }
    }

    @Test
    void onlyTheServiceIsPublishedBeyondTheMachine() {
        assertThat(DeployFile.texts(service.path("ports"))).containsExactly("${PORT:-8080}:8080");
        for (var name : List.of("prometheus", "grafana")) {
            assertThat(DeployFile.texts(services.path(name).path("ports")))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void everyContainerComesBackIsBoundAndHasAnEndToItsLog() {
        assertThat(services)
                .hasSize(3)
                .allSatisfy(each -> {
                    assertThat(each.path("restart").asString()).isEqualTo("unless-stopped");
                    assertThat(each.path("mem_limit").asString()).isNotBlank();
                    assertThat(each.path("logging").path("options").path("max-size").asString())
                            .isNotBlank();
                    assertThat(DeployFile.texts(each.path("cap_drop"))).containsExactly("ALL");
                    assertThat(DeployFile.texts(each.path("security_opt")))
                            .contains("no-new-privileges:true");
                });
    }

    @Test
    void variablesAreSettingsOfTheService() {
        var known = Settings.names();
        // Read by Java, by Spring and by the library that sends traces.
        known.addAll(
                Set.of(
                        "JAVA_TOOL_OPTIONS",
                        "LOGGING_STRUCTURED_FORMAT_CONSOLE",
                        "OTEL_EXPORTER_OTLP_HEADERS"));

        assertThat(service.path("environment").propertyNames()).isSubsetOf(known);
        assertThat(uid.path("environment").propertyNames()).isSubsetOf(known);
    }

    /**
     * One that is not handed on would be without effect, in the shell and in .env, and nothing says
     * so.
     */
    @Test
    void everySettingCanBeGiven() {
        var settings = Settings.names();
        // Where the volumes are, another name of a setting, and a port that is not published.
        settings.removeAll(
                Set.of("DATA_DIR", "WORKSPACE_BASE", "CONCURRENTLY_TASKS", "MANAGEMENT_PORT"));

        assertThat(service.path("environment").propertyNames()).containsAll(settings);
    }

    /** Docker takes a variable of the image away where its name stands without a value. */
    @Test
    void whatTheImageSetsKeepsAValue() throws IOException {
        var image = Files.readString(Path.of("Dockerfile"));

        assertThat(service.path("environment").properties())
                .filteredOn(variable -> variable.getValue().isNull())
                .hasSizeGreaterThan(40)
                .allSatisfy(variable -> assertThat(image).doesNotContain(variable.getKey() + "="));
    }

    @Test
    void agentsDoNotReachGrafana() {
        var grafana = DeployFile.texts(services.path("grafana").path("networks"));

        assertThat(service.has("networks")).isFalse();
        assertThat(uid.has("networks")).isFalse();
        assertThat(grafana).containsExactly("monitoring");
        assertThat(DeployFile.texts(services.path("prometheus").path("networks")))
                .containsExactlyInAnyOrder("default", "monitoring");
        assertThat(compose.path("networks").propertyNames())
                .containsExactlyInAnyOrder("default", "monitoring");
    }

    @Test
    void levelsGetWhatTheyNeed() {
        assertThat(DeployFile.texts(service.path("security_opt")))
                .contains("seccomp=unconfined", "systempaths=unconfined");
        assertThat(DeployFile.texts(service.path("devices"))).containsExactly("/dev/net/tun");
        assertThat(uid.path("user").asString()).startsWith("0:");
        assertThat(DeployFile.texts(uid.path("security_opt")))
                .containsExactly("no-new-privileges:true");
        assertThat(DeployFile.texts(uid.path("cap_add")))
                .containsExactly("CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID");
    }

    @Test
    void grafanaHasNoPasswordThatEverybodyKnows() {
        var environment = services.path("grafana").path("environment");

        assertThat(environment.path("GF_SECURITY_ADMIN_PASSWORD").asString()).contains(":?");
        assertThat(environment.path("GF_AUTH_ANONYMOUS_ORG_ROLE").asString()).isEqualTo("Viewer");
    }

    @Test
    void variablesWithTheirPasswordsAreNotCommitted() throws IOException {
        assertThat(Files.readAllLines(Path.of(".gitignore")))
                .contains("/" + DeployFile.ROOT + "/.env");
    }

    @Test
    void grafanaFindsItsDashboardAndPrometheus() {
        var provider = DeployFile.read("grafana/provisioning/dashboards/term-executor.yaml");
        var path = provider.path("providers").path(0).path("options").path("path").asString();
        var mounts = DeployFile.texts(services.path("grafana").path("volumes"));
        for (var kind : List.of("dashboards", "datasources")) {
            var directory = "grafana/provisioning/" + kind;
            assertThat(mounts).contains("./" + directory + ":/etc/" + directory + ":ro");
        }
        assertThat(mounts).contains("./grafana/dashboards:" + path + ":ro");
        assertThat(Files.exists(DeployFile.ROOT.resolve(Dashboard.FILE))).isTrue();

        var source =
                DeployFile.read("grafana/provisioning/datasources/prometheus.yaml")
                        .path("datasources")
                        .path(0);
        assertThat(source.path("type").asString()).isEqualTo("prometheus");
        assertThat(source.path("url").asString()).isEqualTo("http://prometheus:9090");
        var job = DeployFile.read("prometheus/prometheus.yml").path("scrape_configs").path(0);
        assertThat(DeployFile.texts(job.path("static_configs").path(0).path("targets")))
                .containsExactly("term-executor:8080");
    }
}
