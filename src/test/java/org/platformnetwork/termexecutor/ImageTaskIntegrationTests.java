package org.platformnetwork.termexecutor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestImage;
import org.platformnetwork.termexecutor.testing.TestRegistry;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Tasks from upload to verdict in the image that they name. */
@EnabledIfCommand({"bwrap", "skopeo", "containers-storage", "docker-registry"})
class ImageTaskIntegrationTests {

    @TempDir static Path temporary;

    private static TestRepository repository;
    private static TestRegistry registry;

    /** Takes connections and says nothing. */
    private static ServerSocket silent;

    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("answer.txt", "wrong\n");
        registry = TestRegistry.start(temporary.resolve("registry"));
        var image =
                new TestImage()
                        .environment("\"PATH=/opt/own:/usr/bin\", \"MARK=of the image\"")
                        .layer(TestImage.shell())
                        .layer(
                                new TestImage.Layer()
                                        .file(
                                                "etc/passwd",
                                                """
                                                root:x:0:0::/root:/bin/sh
                                                someone:x:77:77::/:/bin/sh
                                                """)
                                        .file("etc/mark", "image\n")
                                        .file("root/.config/kept", "of the image\n")
                                        .file(
                                                "opt/own/tool",
                                                "#!/bin/sh\necho tool\n".getBytes(UTF_8),
                                                0755)
                                        .link("workspace", "/etc"));
        registry.push(image.write(temporary.resolve("layout")), "some/image:1");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                "ISOLATION",
                                "namespaces",
                                "IMAGE_REWRITE",
                                "docker.io/=%s/,ghcr.io/=127.0.0.1:1/,quay.io/=127.0.0.1:%d/"
                                        .formatted(registry.name(), silent.getLocalPort()),
                                "IMAGE_INSECURE",
                                registry.name()));
    }

    @AfterAll
    static void stop() throws IOException {
        if (silent != null) {
            silent.close();
        }
        if (service != null) {
            service.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    @Test
    void everyPhaseRunsInTheImage() {
        var task =
                evaluate(
                        "some/image:1",
                        "/workspace/app",
                        "cat /etc/mark >/var-of-install; touch installed",
                        """
                        cat /etc/mark; echo "$MARK"; tool; id -un; pwd; cat ~/.config/kept
                        echo more >>~/.config/kept; getent passwd someone; ls -d installed; cat /var-of-install
                        if command -v git; then echo git; fi
                        echo right >answer.txt
                        """,
                        "set -e; grep image /etc/mark; grep -q 'of the image' ~/.config/kept; !"
                            + " grep more ~/.config/kept; grep right answer.txt; [ \"$(id -un)\" ="
                            + " task ]; tool; test -f installed");

        assertThat(task.path("error").asString("")).isEmpty();
        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(task.path("agent_output").asString())
                .isEqualTo(
                        """
                        image
                        of the image
                        tool
                        agent
                        /workspace/app
                        of the image
                        someone:x:77:77::/:/bin/sh
                        installed
                        image
                        """);
        assertThat(task.path("image").asString()).isEqualTo("docker.io/some/image:1");
        assertThat(task.path("image_digest").asString()).startsWith("sha256:");
        assertThat(task.path("notes")).isEmpty();
    }

    @Test
    void layersAreStackedAsTheyWereMade() {
        var image =
                new TestImage()
                        .layer(TestImage.shell())
                        .layer(
                                new TestImage.Layer()
                                        .file("data/gone", "x")
                                        .file("data/kept", "x")
                                        .hardLink("data/hard", "data/kept")
                                        .file("whole/old", "x")
                                        .file("replaced/old", "x"))
                        .layer(
                                new TestImage.Layer()
                                        .file("data/.wh.gone", "")
                                        .file("whole/.wh..wh..opq", "")
                                        .file("whole/new", "x")
                                        .link("replaced", "/etc"));
        registry.push(image.write(temporary.resolve("stacked")), "stacked/image:1");
        var task =
                evaluate(
                        "stacked/image:1",
                        "/repo",
                        "true",
                        "ls /data /whole; ls -d /replaced/passwd; touch /data/mine 2>/dev/null ||"
                                + " echo read-only\n",
                        "true");

        assertThat(task.path("agent_output").asString())
                .isEqualTo(
                        """
                        /data:
                        hard
                        kept

                        /whole:
                        new
                        /replaced/passwd
                        read-only
                        """);
    }

    @Test
    void imageThatDoesNotExistIsTheTasksFault() {
        var task = evaluate("some/other:1", "/repo", "true", "true", "true");

        assertThat(task.path("failure_class").asString()).isEqualTo("invalid_task");
        assertThat(task.path("error").asString()).contains("the registry has no such image");
    }

    @Test
    void registryThatCannotBeReachedLeavesTheMachinesOwnSystem() {
        var task = evaluate("ghcr.io/a/b:1", "/repo", "true", "true", "command -v git");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(task.path("image").isNull()).isTrue();
        assertThat(task.path("image_digest").isNull()).isTrue();
        assertThat(task.path("notes").toString())
                .contains("machine's own system", "registry cannot be reached");
    }

    @Test
    void registryThatDoesNotAnswerLeavesTheMachinesOwnSystem() {
        var task = evaluate("quay.io/a/b:1", "/repo", "true", "true", "command -v git");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(task.path("image").isNull()).isTrue();
        assertThat(task.path("notes").toString()).contains("its registry does not answer");
    }

    @Test
    void imageWithoutTheAgentsInterpreterLeavesTheMachinesOwnSystem() {
        var code = "open('answer.txt', 'w').write('right\\n')\n";
        var task =
                evaluate(
                        TestArchive.withAgent("agent.py", code),
                        "some/image:1",
                        "/repo",
                        "true",
                        "grep right answer.txt; command -v git");

        assertThat(task.path("error").asString("")).isEmpty();
        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(task.path("image").isNull()).isTrue();
        assertThat(task.path("image_digest").isNull()).isTrue();
        assertThat(task.path("notes").toString())
                .contains("machine's own system", "the image has no python3");
    }

    @Test
    void homeThatCannotBeCopiedIsTheTasksFault() {
        var image =
                new TestImage()
                        .layer(TestImage.shell())
                        .layer(new TestImage.Layer().device("root/memory"));
        registry.push(image.write(temporary.resolve("device")), "device/image:1");

        var task = evaluate("device/image:1", "/repo", "true", "true", "true");

        assertThat(task.path("failure_class").asString()).isEqualTo("invalid_task");
    }

    private static JsonNode evaluate(
            String image, String repoPath, String install, String agent, String test) {
        return evaluate(TestArchive.withAgent("agent.sh", agent), image, repoPath, install, test);
    }

    private static JsonNode evaluate(
            TestArchive archive, String image, String repoPath, String install, String test) {
        var batch =
                service.evaluate(
                        archive.file(
                                        "tasks/t/workspace.yaml",
                                        """
                                        task_id: t
                                        prompt: Fix it.
                                        repo: {url: "%s", base_commit: %s}
                                        environment: {image: "%s", repo_path: "%s"}
                                        install: {commands: ["%s"]}
                                        """
                                                .formatted(
                                                        repository.url(),
                                                        repository.head(),
                                                        image,
                                                        repoPath,
                                                        install))
                                .file("tasks/t/tests/test_1.sh", test));
        assertThat(batch.path("tasks")).as(batch.toString()).hasSize(1);
        return batch.path("tasks").get(0);
    }
}
