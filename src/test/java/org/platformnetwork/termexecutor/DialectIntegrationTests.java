package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Tasks of dialect C from upload to verdict: deletion patches and working directories. */
class DialectIntegrationTests {

    @TempDir static Path temporary;

    private static TestRepository repository;
    private static String base;
    private static String deletion;
    private static RunningService service;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("core/answer.txt", "secret 42\n");
        base = repository.commit("core/answer.txt", "secret 42\n", "core/sum.txt", "keep\n");
        repository.commit("core/answer.txt", "nothing yet\n");
        deletion = repository.git("diff", base, "HEAD") + "\n";
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of("AGENT_TIMEOUT_SECS", "20", "TEST_TIMEOUT_SECS", "20"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void deletionPatchIsTheAgentsStart() {
        var task =
                evaluate(
                        "cat core/answer.txt; git status --porcelain; git diff HEAD\n",
                        "grep -q secret core/answer.txt",
                        "synthetic: {deletion_patch_file: deletion_patch.diff}");

        assertThat(task.path("agent_output").asString()).isEqualTo("nothing yet\n");
        assertThat(task.path("failure_class").asString()).isEqualTo("tests_failed");
    }

    @Test
    void deletedCodeIsInNoObjectThatTheAgentCanReach() {
        var task =
                evaluate(
                        """
                        git log --all --format=%s
                        git cat-file --batch-all-objects --batch | grep -a secret
                        git cat-file -e BASE && echo base
                        ls .. ../repo/.git
                        """
                                .replace("BASE", base),
                        "grep -q nothing core/answer.txt && grep -q keep core/sum.txt",
                        "synthetic: {deletion_patch_file: deletion_patch.diff}");

        assertThat(task.path("passed").asBoolean()).isTrue();
        assertThat(task.path("agent_output").asString())
                .startsWith("Base\n")
                .doesNotContain(
                        "secret", "base\n", "unpatched", "history", "FETCH_HEAD", "shallow");
    }

    @Test
    void deletionPatchThatDoesNotApplyIsTheTasksFault() {
        repository.git("checkout", "--quiet", "-B", "other", base + "~1");
        var other = repository.commit("core/answer.txt", "something else\n");
        repository.git("checkout", "--quiet", "main");
        var batch =
                service.evaluate(
                        archive("true\n", "true", "synthetic: {deletion_patch_file: d.diff}", other)
                                .file("tasks/t/d.diff", deletion));

        assertThat(onlyTask(batch).path("failure_class").asString()).isEqualTo("invalid_task");
        assertThat(onlyTask(batch).path("passed").isNull()).isTrue();
        assertThat(onlyTask(batch).path("error").asString())
                .contains("d.diff does not apply to the base commit", "core/answer.txt:1");
    }

    @Test
    void baseCommitThatDoesNotExistIsNamedWithDeletionPatchToo() {
        var batch =
                service.evaluate(
                        archive(
                                "true\n",
                                "true",
                                "synthetic: {deletion_patch_file: deletion_patch.diff}",
                                "1".repeat(40)));

        assertThat(onlyTask(batch).path("failure_class").asString()).isEqualTo("invalid_task");
        assertThat(onlyTask(batch).path("error").asString()).contains("does not exist");
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "/repo/core", "/src/app/core/"})
    void commandsRunInTheirWorkingDirectoryAndTheAgentInTheRepository(String directory) {
        var task =
                evaluate(
                        "ls -d core; cat core/installed.txt\n",
                        "grep -q keep sum.txt && test -f installed.txt",
                        """
                        environment: {repo_path: /src/app}
                        install:
                          commands: [echo yes > installed.txt]
                          working_dir: DIRECTORY
                        """
                                .replace("DIRECTORY", directory),
                        directory);

        assertThat(task.path("agent_output").asString()).isEqualTo("core\nyes\n");
        assertThat(task.path("passed").asBoolean()).isTrue();
    }

    @Test
    void workingDirectoryMayComeWithTheHiddenTests() {
        var batch =
                service.evaluate(
                        archive("true\n", "test -f x.txt", "", base, "new/place")
                                .file("tasks/t/tests/new/place/x.txt", "x"));

        assertThat(onlyTask(batch).path("passed").asBoolean()).isTrue();
    }

    @Test
    void installsWorkingDirectoryThatDoesNotExistIsTheTasksFault() {
        var task = evaluate("true\n", "true", "install: {commands: [ls], working_dir: none}");

        assertThat(task.path("failure_class").asString()).isEqualTo("invalid_task");
        assertThat(task.path("error").asString())
                .isEqualTo("install.working_dir: the repository has no directory none.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm -rf core",
                "mkdir -p $HOME/fake; rm -rf core; ln -s $HOME/fake core",
                "rm -rf core; touch core",
                "rm -rf $REPO_DIR",
                "rm -rf $REPO_DIR; ln -s $HOME $REPO_DIR; mkdir $HOME/core",
            })
    void agentThatTakesTheTestsDirectoryAwayFails(String agent) {
        var task = evaluate(agent + "\n", "true", "", "core");

        assertThat(task.path("failure_class").asString()).isEqualTo("tests_failed");
        assertThat(task.path("passed").asBoolean(true)).isFalse();
    }

    /** The answer is not yet there, and the agent does nothing. */
    @Test
    void scriptsRunAsTheirFirstLineAsks() {
        var check = "grep -q secret core/answer.txt";
        var scripts =
                new LinkedHashMap<>(
                        Map.of(
                                "e", "#!/bin/bash -e\n%s\necho done\n".formatted(check),
                                "env", "#!/usr/bin/env -S bash -eu\n%s\necho\n".formatted(check),
                                "sh", "#!/bin/sh -e\n[[ x == x* ]]\n%s\necho\n".formatted(check),
                                "crlf", "#!/bin/bash\r\nset -e\r\n%s\r\necho\r\n".formatted(check),
                                "mark", "\uFEFFset -e\n%s\necho done\n".formatted(check)));
        scripts.put(
                "python",
                "#!/usr/bin/env python3\nassert 'nothing' in open('core/answer.txt').read()\n");
        scripts.put("crlf-pass", "#!/bin/bash -eu\r\ngrep -q nothing core/answer.txt\r\n");
        var archive = TestArchive.withAgent("agent.sh", "true\n");
        scripts.forEach((name, script) -> archive.task(name, repository, script));

        for (var task : service.evaluate(archive).path("tasks")) {
            var name = task.path("task_id").asString();
            assertThat(task.path("passed").asBoolean())
                    .as(task.toString())
                    .isEqualTo(name.equals("python") || name.equals("crlf-pass"));
            assertThat(task.path("failure_class").asString("tests_failed"))
                    .isEqualTo("tests_failed");
        }
    }

    @Test
    void submoduleThatCannotBeFetchedDoesNotStopATask() {
        repository.git("checkout", "--quiet", "-B", "with-submodule", "main");
        repository.commit(
                ".gitmodules", "[submodule \"x\"]\n\tpath = libs/gone\n\turl = ../gone\n");
        repository.git("update-index", "--add", "--cacheinfo", "160000," + base + ",libs/gone");
        repository.git("commit", "--quiet", "--message=submodule");
        var commit = repository.head();
        repository.git("checkout", "--quiet", "--force", "main");

        var task = onlyTask(service.evaluate(archive("true\n", "true", "", commit)));

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("notes").path(0).asString())
                .contains("libs/gone", "git could not fetch", "does not appear to be a git");
        assertThat(task.path("attempts")).isEmpty();
    }

    private static JsonNode evaluate(String agent, String check, String yaml) {
        return onlyTask(service.evaluate(archive(agent, check, yaml, base)));
    }

    private static JsonNode evaluate(String agent, String check, String yaml, String directory) {
        return onlyTask(service.evaluate(archive(agent, check, yaml, base, directory)));
    }

    private static TestArchive archive(String agent, String check, String yaml, String commit) {
        return archive(agent, check, yaml, commit, "/repo");
    }

    private static TestArchive archive(
            String agent, String check, String yaml, String commit, String directory) {
        return TestArchive.withAgent("agent.sh", agent)
                .file(
                        "tasks/t/workspace.yaml",
                        """
                        task_id: synthetic-1
                        repo: {url: '%s', base_commit: %s}
                        prompt: Put it back.
                        tests:
                          fail_to_pass: ['%s']
                          working_dir: %s
                        %s
                        """
                                .formatted(repository.url(), commit, check, directory, yaml))
                .file("tasks/t/deletion_patch.diff", deletion);
    }

    private static JsonNode onlyTask(JsonNode batch) {
        assertThat(batch.path("tasks")).hasSize(1);
        return batch.path("tasks").path(0);
    }
}
