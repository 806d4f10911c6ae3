package org.platformnetwork.termexecutor.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A container of the image with its two volumes, which are named and outlive it. It brings the
 * repositories of tasks along and serves them to itself, so that no task needs another host.
 */
final class ServiceContainer implements AutoCloseable {

    static final String IMAGE = "term-executor:latest";

    private static final int PORT = 8080;
    private static final String MIRRORS =
            "git -c safe.directory='*' daemon --detach --listen=127.0.0.1 --export-all"
                    + " --base-path=/mirrors && exec \"$@\"";

    /** How a container is started so that tasks get a level, as docs/deploy/docker.md says it. */
    enum Flags {
        /** No option but the user. */
        UID,
        NAMESPACES;

        HostConfig host() {
            return switch (this) {
                case UID -> new HostConfig();
                case NAMESPACES ->
                        new UnmaskedHostConfig()
                                .withSecurityOpts(List.of("seccomp=unconfined"))
                                .withDevices(Device.parse("/dev/net/tun"));
            };
        }

        String user() {
            return this == UID ? "0" : "10001:10001";
        }
    }

    /** What {@code --security-opt systempaths=unconfined} is to the daemon. */
    private static final class UnmaskedHostConfig extends HostConfig {

        private static final long serialVersionUID = 1;

        @JsonProperty("MaskedPaths")
        List<String> maskedPaths() {
            return List.of();
        }

        @JsonProperty("ReadonlyPaths")
        List<String> readonlyPaths() {
            return List.of();
        }
    }

    private final GenericContainer<?> container;
    private final ServiceClient client;

    private ServiceContainer(GenericContainer<?> container) {
        this.container = container;
        this.client = new ServiceClient(container.getMappedPort(PORT));
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param volumes the prefix of the volumes' names
     * @param mirrors repositories, reached as {@code https://github.com/}
     * @param environment further variables
     */
    static ServiceContainer start(
            Flags flags, String volumes, Path mirrors, Map<String, String> environment) {
        var container =
                new GenericContainer<>(DockerImageName.parse(IMAGE))
                        .withImagePullPolicy(name -> false)
                        .withExposedPorts(PORT)
                        .withEnv("BITTENSOR_RPC", "off")
                        .withEnv("TRUSTED_VALIDATORS", TestKeys.trustedValidators())
                        .withEnv(environment)
                        .withEnv("REPO_REWRITE", "https://github.com/=git://127.0.0.1/")
                        .withCopyFileToContainer(MountableFile.forHostPath(mirrors), "/mirrors")
                        .withCreateContainerCmdModifier(command -> create(command, flags, volumes))
                        .waitingFor(Wait.forHttp("/health"))
                        .withStartupTimeout(Duration.ofMinutes(5));
        container.start();
        return new ServiceContainer(container);
    }

    private static void create(CreateContainerCmd command, Flags flags, String volumes) {
        command.withUser(flags.user())
                .withEntrypoint(entrypoint())
                .withHostConfig(
                        flags.host()
                                .withBinds(bind(volumes, "data"), bind(volumes, "sessions"))
                                .withPortBindings(PortBinding.parse("127.0.0.1::" + PORT)));
    }

    /** The image's own, once something serves the repositories. */
    private static String[] entrypoint() {
        var image = DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec().getConfig();
        var own = Objects.requireNonNull(Objects.requireNonNull(image).getEntrypoint());
        return Stream.concat(Stream.of("bash", "-c", MIRRORS, "bash"), Stream.of(own))
                .toArray(String[]::new);
    }

    private static Bind bind(String volumes, String name) {
        return new Bind(volumes + "-" + name, new Volume("/var/lib/term-executor/" + name));
    }

    ServiceClient client() {
        return client;
    }

    /** What it has printed. */
    String output() {
        return container.getLogs();
    }

    /** Whether a program runs in it that has exactly this argument. */
    boolean runs(String argument) {
        var search = "grep -lsz '^%s$' /proc/[0-9]*/cmdline".formatted(argument);
        try {
            return container.execInContainer("sh", "-c", search).getStdout().contains("/proc/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As {@code docker stop}: SIGTERM, and SIGKILL after ten seconds. Returns the exit code. */
    long stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
        return exitCode();
    }

    /** As {@code docker kill}. */
    long kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
        return exitCode();
    }

    private long exitCode() {
        var state = container.getCurrentContainerInfo().getState();
        if (Boolean.TRUE.equals(state.getRunning())) {
            throw new IllegalStateException("it still runs");
        }
        return Objects.requireNonNull(state.getExitCodeLong());
    }

    @Override
    public void close() {
        client.close();
        container.stop();
    }
}
