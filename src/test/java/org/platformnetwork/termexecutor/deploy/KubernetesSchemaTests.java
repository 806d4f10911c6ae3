package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;

class KubernetesSchemaTests {

    private static final Path MANIFESTS = DeployFile.ROOT.resolve("kubernetes");

    @Test
    void theClusterWouldTakeEveryManifest() throws IOException {
        try (var files = Files.list(MANIFESTS)) {
            var objects =
                    files.filter(file -> !file.endsWith("kustomization.yaml"))
                            .map(DeployFile::text)
                            .map(DeployFile::parse)
                            .flatMap(List::stream)
                            .map(KubernetesObject::new)
                            .toList();

            assertThat(objects)
                    .hasSizeGreaterThan(9)
                    .allSatisfy(
                            object -> assertThat(object.complaint()).as(object.kind()).isNull());
        }
    }

    /** As docs/deploy/kubernetes.md has it. */
    private static final String OVERLAY =
            """
            resources:
              - base
            images:
              - {name: term-executor, newName: registry.example.org/term-executor, newTag: "1.0"}
            patches:
              - patch: |
                  {apiVersion: v1, kind: ConfigMap, metadata: {name: term-executor, namespace: term-executor},
                   data: {TRUSTED_VALIDATORS: "5Grwva", TASK_MEMORY_BYTES: 8G}}
            """;

    @Test
    @EnabledIfCommand("kustomize")
    void overlayOfTheKustomizeBaseIsWhatTheClusterWouldTake(@TempDir Path temporary)
            throws IOException {
        Files.writeString(temporary.resolve("kustomization.yaml"), OVERLAY);

        var rendered =
                Shell.run(
                        temporary,
                        "cp -r \"$1\" base && kustomize build .",
                        MANIFESTS.toAbsolutePath().toString());

        assertThat(rendered)
                .contains("image: registry.example.org/term-executor:1.0")
                .contains("TRUSTED_VALIDATORS: 5Grwva", "TASK_MEMORY_BYTES: 8G")
                .contains("PROBE_PORT: \"8081\"");
        assertThat(DeployFile.parse(rendered))
                .hasSize(8)
                .allSatisfy(object ->
                        assertThat(new KubernetesObject(object).complaint())
                                .as("%s", object.path("kind"))
                                .isNull());
    }

    @ParameterizedTest
    @CsvSource({
        "replicas: 1, replica: 1, replica",
        "replicas: 1, replicas: one, one",
        "fsGroup: 10001, fsGroups: 10001, fsGroups",
        "procMount: Unmasked, procMounts: Unmasked, procMounts",
        "path: /livez, paths: /livez, path",
        "containerPort: 8080, containerPort: http, http",
        "storage: 100Gi, storage: plenty, quantity",
        "cpu: '4', cpu: four, quantity",
        "- ALL, - [ALL], BEGIN_ARRAY",
        "hostUsers: false, hostUsers: {}, BEGIN_OBJECT",
        "hostUsers: false, hostUsers: 'no', another type",
        "replicas: 1, replicas: '1', another type",
        "kind: Deployment, kind: Deploiment, Deploiment",
        "apiVersion: apps/v1, apiVersion: apps/v1beta1, v1beta1"
    })
    void mistakeIsFound(String right, String wrong, String named) {
        var text = DeployFile.text(MANIFESTS.resolve("namespaces.yaml")).replace('"', '\'');
        assertThat(text).contains(right);

        var deployment =
                DeployFile.parse(text.replaceFirst("(?<![\\w.])" + right, wrong)).getLast();

        assertThat(new KubernetesObject(deployment).complaint()).contains(named);
    }
}
