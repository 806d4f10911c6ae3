package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** What level {@code namespaces} gives beyond the others. */
@EnabledIfCommand("bwrap")
class NamespaceIntegrationTests {

    @TempDir static Path temporary;

    private static TestRepository repository;
    private static RunningService service;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("answer.txt", "41\n", "src/a.txt", "a\n");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of("ISOLATION", "namespaces", "TEST_TIMEOUT_SECS", "20"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void everyTaskHasItsTreeAtTheSamePathAtTheSameTime() {
        var archive =
                TestArchive.withAgent(
                        "agent.sh", "pwd; cp \"$TASK_PROMPT\" /repo/mine; sleep 0.3\n");
        for (int i = 0; i < 4; i++) {
            archive.task("t" + i, repository, "cd /repo && grep -q 'task %d' mine\n".formatted(i))
                    .file("tasks/t%d/prompt.md".formatted(i), "task %d\n".formatted(i));
        }
        var batch = service.evaluate(archive);

        assertThat(batch.path("aggregate_reward").asDouble()).as(batch.toString()).isEqualTo(1.0);
        assertThat(batch.path("tasks").path(0).path("agent_output").asString())
                .isEqualTo("/repo\n");
    }

    @Test
    void treeIsAtThePathThatTheTaskNames() {
        var task =
                evaluate(
                        "pwd\n",
                        """
                        repo: {url: '%s', base_commit: %s, path: /src/app}
                        install: {commands: ['cd /src/app && touch made'], working_dir: src}
                        tests: {fail_to_pass: ['test -e ../made && test "$PWD" = /src/app/src'],
                                working_dir: /src/app/src}
                        """);

        assertThat(task.path("agent_output").asString()).isEqualTo("/src/app\n");
        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr", "/task", "/agent", "/proc/repo", "/etc/passwd/repo"})
    void placeThatCannotBeTheWorkingTreesIsTheTasksFault(String path) {
        var task =
                evaluate(
                        "echo agent was here\n",
                        """
                        repo: {url: '%s', base_commit: %s, path: PATH}
                        fail_to_pass: [ls]
                        """
                                .replace("PATH", path));

        assertThat(task.path("failure_class").asString()).isEqualTo("invalid_task");
        assertThat(task.path("error").asString())
                .isEqualTo("repo.path: %s cannot be the path of the working tree.".formatted(path));
    }

    @Test
    @EnabledIf("isRoot")
    void installCommandsChangeTheSystemForTheirTaskOnly() {
        var task =
                evaluate(
                        "our-tool; rm -f /usr/local/bin/our-tool; touch /usr/lib/by-agent; id -u\n",
                        """
                        repo: '%s'
                        base_commit: %s
                        install:
                        - id -u > uid; printf '#!/bin/sh\\necho tool\\n' > /usr/local/bin/our-tool
                        - chmod +x /usr/local/bin/our-tool; echo k > ~/kept; chown 1234 ~/kept
                        fail_to_pass:
                        - test "$(our-tool)" = tool && test "$(cat uid)" = 0 && test -e ~/kept
                        - '! test -e /usr/lib/by-agent && touch /usr/lib/by-tests && test $(id -u) != 0'
                        """);

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("agent_output").asString()).isEqualTo("tool\n1000\n");
        for (var made : new String[] {"local/bin/our-tool", "lib/by-agent", "lib/by-tests"}) {
            assertThat(Path.of("/usr", made)).doesNotExist();
        }
    }

    @Test
    void nothingOfTheServiceIsInSight() throws IOException {
        var secret = Files.writeString(temporary.resolve("secret"), "x").toString();
        var task =
                evaluate(
                        """
                        ls / | tr '\\n' ' '
                        ls -A /home /media /mnt /srv | grep -v :
                        ls SECRET WORK 2>&1 | grep -c 'No such file'
                        cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -c TRUSTED
                        ls /proc | grep -c '^[0-9]'
                        find / -xdev -name workspace.yaml -o -xdev -name 'test_1*' 2>/dev/null
                        mount -t tmpfs none /opt && echo mounted
                        unshare -U true 2>/dev/null || echo refused
                        """
                                .replace("SECRET", secret)
                                .replace("WORK", temporary.resolve("work").toString()),
                        """
                        repo: '%s'
                        base_commit: %s
                        fail_to_pass: [ls]
                        """);

        assertThat(task.path("agent_output").asString())
                .startsWith("agent bin dev etc exchange home ")
                .contains(" repo root run sbin srv task tmp usr var \n\n\n2\n0\n")
                .endsWith("refused\n")
                .doesNotContain("workspace.yaml", "mounted");
    }

    @Test
    void testsHaveNoNetwork() throws IOException {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var connect = "exec 3<>/dev/tcp/127.0.0.1/%d".formatted(server.getLocalPort());
            var task =
                    evaluate(
                            "true\n",
                            """
                            repo: '%s'
                            base_commit: %s
                            fail_to_pass: ['! (CONNECT)']
                            """
                                    .replace("CONNECT", connect));

            assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        }
    }

    private static JsonNode evaluate(String agent, String yaml) {
        var archive =
                TestArchive.withAgent("agent.sh", agent)
                        .file("tasks/t/prompt.md", "Do it.\n")
                        .file(
                                "tasks/t/workspace.yaml",
                                yaml.formatted(repository.url(), repository.head()));
        return service.evaluate(archive).path("tasks").path(0);
    }
}
