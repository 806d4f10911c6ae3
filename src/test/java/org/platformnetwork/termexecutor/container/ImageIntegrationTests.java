package org.platformnetwork.termexecutor.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ContainerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** What is in the image, and a container of it that was started without any option. */
@EnabledIfImage
class ImageIntegrationTests {

    private static final Path CLASSES = Path.of("target/classes");
    private static final String SBOM = "META-INF/sbom/application.cdx.json";

    // Waits until Docker itself calls the container healthy.
    private static final GenericContainer<?> CONTAINER =
            new GenericContainer<>(DockerImageName.parse(ServiceContainer.IMAGE))
                    .withImagePullPolicy(name -> false)
                    .withEnv("BITTENSOR_RPC", "off")
                    .waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofMinutes(5)));

    @BeforeAll
    static void start() {
        CONTAINER.start();
    }

    @AfterAll
    static void stop() {
        CONTAINER.stop();
    }

    @Test
    void runsAsUserOfItsOwnWithTwoVolumes() {
        var config = config();

        assertThat(config.getUser()).isEqualTo("10001:10001");
        assertThat(Objects.requireNonNull(config.getVolumes()).keySet())
                .containsExactlyInAnyOrder(
                        "/var/lib/term-executor/data", "/var/lib/term-executor/sessions");
        assertThat(config.getLabels())
                .containsKeys(
                        "org.opencontainers.image.title",
                        "org.opencontainers.image.description",
                        "org.opencontainers.image.licenses",
                        "org.opencontainers.image.base.name");
    }

    @Test
    void wasBuiltFromTheseSources() throws IOException {
        var built = jar().entrySet().stream().filter(entry -> entry.getKey().endsWith(".class"));

        assertThat(built)
                .isNotEmpty()
                .allSatisfy(entry ->
                        assertThat(Files.readAllBytes(CLASSES.resolve(entry.getKey())))
                                .as("docker build -t term-executor . (%s)", entry.getKey())
                                .isEqualTo(entry.getValue()));
    }

    @Test
    void listsWhatTheServiceIsMadeOf() throws IOException {
        var sbom = new String(Objects.requireNonNull(jar().get(SBOM)), StandardCharsets.UTF_8);

        assertThat(sbom).contains("\"CycloneDX\"", "\"spring-core\"", "\"sqlite-jdbc\"");
        assertThat(sbom).doesNotContain("junit", "testcontainers");
    }

    @Test
    void startsFromTheCacheOfLoadedClasses() {
        var options = List.of("@/app/jvm.options", "-XX:AOTMode=on");
        var command =
                Stream.of(
                        Stream.of("/opt/java/openjdk/bin/java"),
                        options.stream(),
                        Stream.of("-XX:AOTCache=/app/term-executor.aot"),
                        Stream.of("-jar", "/app/term-executor.jar", "--version"));

        var ended = run(command.flatMap(part -> part).toArray(String[]::new));

        assertThat(ended.getExitCode()).as(ended.getStderr()).isZero();
        assertThat(ended.getStderr()).isEmpty();
        assertThat(Objects.requireNonNull(config().getEntrypoint()))
                .contains("@/app/jvm.options", "-XX:AOTCache=/app/term-executor.aot");
    }

    @Test
    void saysThatItIsUnwellWhereNothingAnswers() {
        assertThat(run("/app/healthcheck").getExitCode()).isZero();
        assertThat(run("env", "PORT=1", "/app/healthcheck").getExitCode()).isNotZero();
    }

    @Test
    void bringsTheCommandLine() {
        var status = run("term-executor", "status", "--json");

        assertThat(status.getExitCode()).as(status.getStderr()).isZero();
        assertThat(status.getStdout()).contains("\"isolation\"");
    }

    @Test
    void bringsWhatTasksNeed() {
        var script =
                "python --version && pip --version && node --version && npm --version && cc"
                        + " --version && make --version && git --version && curl --version && bwrap"
                        + " --version && slirp4netns --version && cd /tmp && python3 -m venv v";

        var ended = run("bash", "-c", script);

        assertThat(ended.getExitCode()).as(ended.getStderr()).isZero();
    }

    private static ContainerConfig config() {
        var image = DockerClientFactory.lazyClient().inspectImageCmd(ServiceContainer.IMAGE).exec();
        return Objects.requireNonNull(image.getConfig());
    }

    private static ExecResult run(String... command) {
        try {
            return CONTAINER.execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, byte[]> jar() throws IOException {
        var files = new HashMap<String, byte[]>();
        var bytes =
                CONTAINER.copyFileFromContainer(
                        "/app/term-executor.jar", stream -> stream.readAllBytes());
        try (var jar = new JarInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                files.put(entry.getName(), jar.readAllBytes());
            }
        }
        return files;
    }
}
