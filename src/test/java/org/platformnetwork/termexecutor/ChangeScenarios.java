package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** What of an agent's work reaches its tests, what does not, and what the result says of it. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ChangeScenarios {

    private final String isolation;
    private Path temporary;
    private TestRepository repository;
    private RunningService service;

    ChangeScenarios(String isolation) {
        this.isolation = isolation;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        temporary = directory;
        repository = TestRepository.create(temporary.resolve("origin"));
        Files.write(repository.directory().resolve("image.bin"), new byte[] {0, 1, 2, (byte) 0xFF});
        repository.commit(
                "answer.txt",
                "41\n",
                "old.txt",
                "old\n",
                ".gitignore",
                "cache/\n",
                "crlf",
                "a\r\n");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                "ISOLATION", isolation,
                                "MAX_PATCH_BYTES", "20000",
                                "TEST_TIMEOUT_SECS", "20",
                                "AGENT_TIMEOUT_SECS", "20"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void everyKindOfChangeReachesTheTestsAndIsShown() {
        var task =
                evaluate(
                        """
                        echo 42 > answer.txt
                        rm old.txt
                        mkdir -p new/deep && echo made > new/deep/file.txt
                        printf '\\001\\000\\377' > image.bin
                        printf '#!/bin/sh\\necho run\\n' > tool && chmod +x tool
                        ln -s answer.txt link
                        printf 'b\\r\\n' > crlf
                        """,
                        """
                        set -e
                        test "$(cat answer.txt link)" = "$(printf '42\\n42')"
                        test ! -e old.txt
                        test "$(cat new/deep/file.txt)" = made
                        test "$(od -An -tx1 image.bin)" = ' 01 00 ff'
                        test "$(./tool)" = run
                        test -L link
                        test "$(od -An -c crlf)" = '   b  \\r  \\n'
                        """);

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("verified_in").asString()).isEqualTo("fresh");
        assertThat(task.path("agent_patch").asString())
                .contains(
                        "-41\n+42\n",
                        "deleted file mode 100644",
                        "new file mode 100755",
                        "new file mode 120000",
                        "GIT binary patch",
                        "+++ b/new/deep/file.txt");
    }

    @Test
    void whatIsNoChangeOfFilesStaysBehind() {
        var task =
                evaluate(
                        """
                        mkdir -p cache "$HOME/.local/bin"
                        echo made > cache/built
                        printf '#!/bin/sh\\nexit 0\\n' > "$HOME/.local/bin/check-it"
                        chmod +x "$HOME/.local/bin/check-it"
                        printf '#!/bin/sh\\ntouch hooked\\n' > .git/hooks/post-checkout 2>/dev/null ||
                          { mkdir -p .git/hooks; touch .git/hooks/x; }
                        git -c user.name=a -c user.email=a@b commit -qm mine --allow-empty
                        git config core.fsmonitor "touch $PWD/monitored"
                        """,
                        """
                        ! test -e cache/built && ! command -v check-it && ! test -e monitored &&
                          ! git config core.fsmonitor && test "$(git log --oneline | wc -l)" = 1
                        """);

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("agent_patch").asString()).isEmpty();
    }

    @Test
    void aChangeThatIsTooLargeIsAResourceLimit() {
        var task = evaluate("seq 1 10000 > answer.txt\n", "true\n");

        assertThat(task.path("failure_class").asString()).isEqualTo("resource_limit");
        assertThat(task.path("error").asString()).contains("20000 bytes", "patch");
        assertThat(task.path("passed").asBoolean(true)).isFalse();
    }

    /** Git would read each byte of its holes, and the disk's limit does not see them. */
    @Test
    void holesAreRefusedBeforeGitReadsThem() {
        var task = evaluate("truncate -s 3G 'a hole'; echo 42 > answer.txt\n", "true\n");

        assertThat(task.path("failure_class").asString())
                .as(task.toString())
                .isEqualTo("resource_limit");
        assertThat(task.path("error").asString())
                .contains("limit: patch", "a hole (3221225472 bytes)");
    }

    @Test
    void holesInAnIndexOfTheAgentsAreRefusedToo() {
        var task =
                evaluate(
                        """
                        mkdir cache && truncate -s 3G cache/hole && echo 42 >answer.txt
                        id=$(git hash-object -w answer.txt)
                        git update-index --add --cacheinfo 100644,$id,cache/hole
                        """,
                        "true\n");

        assertThat(task.path("error").asString()).contains("cache/hole (3221225472 bytes)");
    }

    @Test
    void largeFilesThatAreNoPartOfTheChangeDoNoHarm() {
        var task =
                evaluate(
                        """
                        mkdir cache clone && truncate -s 3G cache/ignored
                        git init -q clone && truncate -s 3G clone/hole
                        python3 -m venv --without-pip venv 2>/dev/null || { mkdir venv venv/bin; >venv/pyvenv.cfg; }
                        truncate -s 3G venv/hole
                        echo 42 >answer.txt
                        """,
                        "grep 42 answer.txt && ! test -e clone\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("agent_patch").asString()).contains("+42").doesNotContain("hole");
    }

    @Test
    void passThatDependsOnTheAgentsHarnessIsTampering() {
        var task = evaluate("echo 'all = pass' > conftest.py\n", "grep -q pass conftest.py\n");

        assertThat(task.path("failure_class").asString()).isEqualTo("tampering");
        assertThat(task.path("reward").asDouble()).isZero();
        assertThat(task.path("suspicious_paths").path(0).asString()).isEqualTo("conftest.py");
        assertThat(task.path("error").asString()).contains("conftest.py");
    }

    @Test
    void passThatDoesNotDependOnTheAgentsHarnessStands() {
        var task =
                evaluate(
                        "echo 42 > answer.txt; echo '# a fixture' > conftest.py\n",
                        "grep -q 42 answer.txt\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("suspicious_paths")).hasSize(1);
    }

    @Test
    void harnessOfTheReferencePatchCountsInPlaceOfTheAgents() {
        for (var content : List.of("pass too", "nothing")) {
            var task =
                    service.evaluate(
                                    archive(
                                                    "echo 'all = pass' > pytest.ini\n",
                                                    "grep -q pass pytest.ini\n")
                                            .file(
                                                    "tasks/t/patch.diff",
                                                    "--- /dev/null\n+++ b/pytest.ini\n@@ -0,0 +1 @@\n+%s\n"
                                                            .formatted(content)))
                            .path("tasks")
                            .path(0);

            assertThat(task.path("failure_class").asString(null))
                    .isEqualTo(content.equals("nothing") ? "tampering" : null);
        }
    }

    @Test
    void linesThatGetAtTheJudgeAreListedAndDecideNothing() {
        var task =
                evaluate(
                        "printf 'import os\\nos._exit(0)\\n' > calc.py; echo 'os._exit' >"
                                + " conftest.py\n",
                        "grep -q _exit calc.py\n");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("suspicious_lines").valueStream().map(JsonNode::asString))
                .containsExactly("calc.py:2: os._exit(0)");
    }

    @Test
    void scriptWhoseReportObjectsDoesNotPass() {
        var task = evaluate("true\n", "echo '===== 3 skipped in 0.01s ====='\n");

        assertThat(task.path("failure_class").asString()).isEqualTo("tests_failed");
        assertThat(task.path("error").asString()).contains("skipped");
    }

    @Test
    void everyStepIsReported() {
        var task = evaluate("echo 42 > answer.txt\n", "sleep 0.05; kill -SEGV $$\n");

        var names = task.path("phases").valueStream().map(p -> p.path("name").asString()).toList();
        assertThat(names).containsSubsequence("agent", "change", "apply", "test_1.sh");
        var test = task.path("phases").path(names.indexOf("test_1.sh"));
        assertThat(test.path("phase").asString()).isEqualTo("running_tests");
        assertThat(test.path("exit_code").asInt()).isEqualTo(139);
        assertThat(test.path("signal").asString()).isEqualTo("SIGSEGV");
        assertThat(test.path("duration_ms").asLong()).isGreaterThanOrEqualTo(50);
        assertThat(test.path("cpu_ms").isNumber()).isTrue();
        assertThat(test.path("peak_memory_bytes").isNumber()).isTrue();
        assertThat(test.path("timed_out").asBoolean(true)).isFalse();
    }

    @Test
    void eachScriptHasACopyOfItsOwnAlsoForTheSecondOpinion() {
        var test =
                """
                left=$(find . ~ "$TMPDIR" -name left)
                touch left ~/left "$TMPDIR/left"
                test -z "$left"
                """;
        var archive =
                archive("echo '# a fixture' > conftest.py\n", test)
                        .file("tasks/t/tests/test_2.sh", test)
                        .file("tasks/t/tests/fixture.txt", "a fixture\n");
        var task = service.evaluate(archive).path("tasks").path(0);

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("phases").valueStream())
                .filteredOn(phase -> phase.path("phase").asString().equals("running_tests"))
                .extracting(phase -> phase.path("name").asString())
                .containsExactly(
                        "apply",
                        "test_files",
                        "test_1.sh",
                        "apply",
                        "test_files",
                        "test_2.sh",
                        "apply",
                        "restore_read",
                        "restore_read",
                        "apply",
                        "restore",
                        "test_files",
                        "test_1.sh",
                        "apply",
                        "restore",
                        "test_files",
                        "test_2.sh");
    }

    @Test
    void agentThatCrashesBeforeItChangesAnythingFailed() {
        var task = evaluate("exit 7\n", "grep -q 42 answer.txt\n");
        var changed = evaluate("echo 43 > answer.txt; exit 7\n", "grep -q 42 answer.txt\n");

        assertThat(task.path("failure_class").asString()).isEqualTo("agent_failed");
        assertThat(changed.path("failure_class").asString()).isEqualTo("tests_failed");
        assertThat(changed.path("error").asString()).contains("exited with code 7");
    }

    JsonNode evaluate(String agent, String test) {
        return service.evaluate(archive(agent, test)).path("tasks").path(0);
    }

    private TestArchive archive(String agent, String test) {
        return TestArchive.withAgent("agent.sh", agent).task("t", repository, test);
    }
}
