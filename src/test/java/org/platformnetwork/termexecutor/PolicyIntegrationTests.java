package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

/** What operators can choose about how tasks are judged; a service for each choice. */
@TestInstance(Lifecycle.PER_CLASS)
class PolicyIntegrationTests {

    private static final Map<String, String> DEFAULTS = Map.of();
    private static final Map<String, String> IN_PLACE = Map.of("VERIFY_IN", "in_place");
    private static final Map<String, String> BASELINE =
            Map.of("BASELINE_CHECK", "true", "TASK_VALIDATION", "");

    private final Map<Map<String, String>, RunningService> services = new HashMap<>();
    private Path temporary;
    private TestRepository repository;

    @BeforeAll
    void createRepository(@TempDir Path directory) {
        temporary = directory;
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("answer.txt", "41\n");
    }

    @AfterAll
    void stop() {
        services.values().forEach(RunningService::close);
    }

    @Test
    void failedInstallIsTriedAgainAndEveryAttemptKept() {
        var task = evaluate(DEFAULTS, "true\n", "install: ['echo no luck; exit 9']", "true");

        assertThat(task.path("failure_class").asString()).isEqualTo("infra_error");
        assertThat(task.path("passed").isNull()).isTrue();
        assertThat(task.path("attempts")).hasSize(3);
        var first = task.path("attempts").path(0);
        assertThat(first.path("attempt").asInt()).isEqualTo(1);
        assertThat(first.path("failure_class").asString()).isEqualTo("infra_error");
        assertThat(first.path("log").asString()).isEqualTo("no luck\n");
        assertThat(first.path("phases")).hasSizeGreaterThan(1);
    }

    @Test
    void agentsAndTestsAreNotTriedAgain() {
        var task = evaluate(DEFAULTS, "exit 1\n", "install: []", "exit 1");

        assertThat(task.path("failure_class").asString()).isEqualTo("agent_failed");
        assertThat(task.path("attempts")).isEmpty();
    }

    @Test
    void failedInstallMayBeANote() {
        var task =
                evaluate(
                        Map.of("INSTALL_FAILURES", "warn"),
                        "true\n",
                        "install: ['exit 9', 'touch went-on']",
                        "test -e went-on");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("notes").path(0).asString())
                .isEqualTo("Install command 1 exited with code 9.");
    }

    @Test
    void variablesReachOnlyThoseTheyAreMeantFor() {
        var task =
                evaluate(
                        Map.of(
                                "AGENT_ENV", "MODEL_KEY,NOT_SET",
                                "INSTALL_ENV", "PIP_MIRROR",
                                "MODEL_KEY", "k",
                                "PIP_MIRROR", "m"),
                        "echo $MODEL_KEY-$PIP_MIRROR-${NOT_SET-unset} > seen; cat seen installed\n",
                        "install: ['echo $PIP_MIRROR-$MODEL_KEY > installed']",
                        "test -z \"$MODEL_KEY$PIP_MIRROR\"");

        assertThat(task.path("agent_output").asString()).isEqualTo("k--unset\nm-\n");
        assertThat(task.path("passed").asBoolean()).isTrue();
    }

    @Test
    void testsMayRunInTheTreeThatTheAgentLeft() {
        var task =
                evaluate(
                        IN_PLACE,
                        "mkdir -p .git/mine; echo hi > $HOME/hi\n",
                        "install: []",
                        "test -d .git/mine && ! test -e ~/hi");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(task.path("verified_in").asString()).isEqualTo("in_place");
    }

    @Test
    void inPlaceOneScriptSeesWhatAnotherLeft() {
        var task = evaluate(IN_PLACE, "true\n", "install: []", "touch left', 'test -e left");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }

    @Test
    void testsInPlaceDoNotReachTheChangeThatASecondOpinionMakes() {
        var task =
                evaluate(
                        IN_PLACE,
                        "echo pass > conftest.py\n",
                        "install: []",
                        "find \"$TMPDIR\" -type f -delete; grep -q pass conftest.py");

        assertThat(task.path("failure_class").asString()).isEqualTo("tampering");
    }

    @Test
    void taskIsPreparedOnceWhateverTheNumberOfAgents() {
        var service = service(DEFAULTS);
        var yaml = "install: ['echo made > made']\nfail_to_pass: ['grep -q \"$(cat made)\" by']";
        var first = archive("cat made > by; echo spoilt > made\n", yaml);
        first.file("tasks/u/workspace.yaml", head() + yaml)
                .file("tasks/u/prompt.md", "The same but for its prompt.\n");
        var second = archive("cat made > by; rm made; git checkout . ; echo made > made\n", yaml);

        assertThat(installs(service.evaluate(first, "?concurrent_tasks=2"))).isEqualTo(1);
        var batch = service.evaluate(second, "?concurrent_tasks=2");
        assertThat(installs(batch)).isZero();
        assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(1.0);
    }

    private static long installs(JsonNode batch) {
        return batch.path("tasks")
                .valueStream()
                .flatMap(task -> task.path("phases").valueStream())
                .filter(phase -> phase.path("name").asString().equals("install_1"))
                .count();
    }

    @Test
    void baselineThatPassesAlreadyIsTheTasksFault() {
        var task = baseline("fail_to_pass: ['true']\npass_to_pass: ['true']");

        assertThat(task.path("failure_class").asString()).isEqualTo("invalid_task");
        assertThat(task.path("error").asString())
                .isEqualTo("fail_to_pass_1 passes on the base, before any change.");
        assertThat(task.path("agent_output").stringValue()).isEmpty();
    }

    @Test
    void baselineThatFailsWhatItShouldPassIsTheTasksFault() {
        var task = baseline("fail_to_pass: ['false']\npass_to_pass: ['true', 'false']");

        assertThat(task.path("error").asString())
                .isEqualTo("pass_to_pass_2 fails on the base, before any change.");
    }

    @Test
    void baselineHasACopyForEachScript() {
        var task =
                baseline(
                        "fail_to_pass: ['touch left; test -e by-the-agent']\n"
                                + "pass_to_pass: ['! test -e left']");

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }

    @Test
    void baselineIsCheckedOncePerContent() {
        var service = service(BASELINE);
        var yaml = "fail_to_pass: ['grep -q 42 answer.txt']\npass_to_pass: ['true']";
        var archive = archive("echo 42 > answer.txt\n", yaml);
        for (var name : new String[] {"u", "v"}) {
            archive.file("tasks/%s/workspace.yaml".formatted(name), head() + yaml)
                    .file("tasks/%s/prompt.md".formatted(name), "Do it.\n");
        }
        int before = passed(service);
        var batch = service.evaluate(archive, "?concurrent_tasks=1");
        long checked =
                batch.path("tasks")
                        .valueStream()
                        .flatMap(task -> task.path("phases").valueStream())
                        .filter(phase ->
                                phase.path("name").asString().equals("base fail_to_pass_1"))
                        .filter(phase -> phase.path("phase").asString().equals("installing_deps"))
                        .count();

        assertThat(batch.path("aggregate_reward").asDouble()).isEqualTo(1.0);
        assertThat(checked).isEqualTo(1);
        assertThat(passed(service) - before).isEqualTo(3);
    }

    /** At level {@code process} scripts reach a file of the test. */
    @Test
    void negativeResultOfAValidationNeedsTwoEqualRuns() throws IOException {
        var counter = temporary.resolve("counter");
        var environment =
                Map.of(
                        "ISOLATION", "process",
                        "TASK_VALIDATION", "auto",
                        "NEGATIVE_CONTROL", "false");
        // The agent's run is the first, and the second on the base the third.
        var script = "echo x >> %1$s; test $(wc -l < %1$s) -ne 3".formatted(counter);
        var task = evaluate(environment, "true\n", "install: []", script);

        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
        assertThat(Files.readAllLines(counter)).hasSize(3);
    }

    /** Neither of its ends by the time limit is kept. */
    @Test
    void timeLimitOfAValidationDoesNotLast() {
        var service = service(Map.of("TASK_VALIDATION", "auto"));
        var script = "grep -q 42 answer.txt || " + RunningService.HANG;
        var yaml = "install: []\nfail_to_pass: ['" + script + "']\n";

        for (var agent : List.of("echo 42 > answer.txt\n", "echo 42 >answer.txt\n")) {
            var task =
                    service.evaluateHanging(archive(agent, yaml), Duration.ofMinutes(1))
                            .path("tasks")
                            .path(0);
            assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
            assertThat(task.path("phases").toString()).contains("base fail_to_pass_1");
        }
    }

    private static int passed(RunningService service) {
        return service.client().get("/status").json().path("tasks_passed").asInt();
    }

    private JsonNode baseline(String yaml) {
        return service(BASELINE)
                .evaluate(archive("touch by-the-agent\n", yaml))
                .path("tasks")
                .path(0);
    }

    private JsonNode evaluate(
            Map<String, String> environment, String agent, String install, String test) {
        var yaml = install + "\nfail_to_pass: ['" + test + "']\n";
        return service(environment).evaluate(archive(agent, yaml)).path("tasks").path(0);
    }

    private RunningService service(Map<String, String> environment) {
        return services.computeIfAbsent(
                environment,
                _ -> {
                    var complete = new HashMap<>(Map.of("TEST_TIMEOUT_SECS", "60"));
                    complete.putAll(environment);
                    var directory = temporary.resolve("work" + services.size());
                    return RunningService.start(directory, complete);
                });
    }

    private TestArchive archive(String agent, String yaml) {
        return TestArchive.withAgent("agent.sh", agent)
                .file("tasks/t/prompt.md", "Do it.\n")
                .file("tasks/t/workspace.yaml", head() + yaml);
    }

    private String head() {
        return "repo: %s\nbase_commit: %s\n".formatted(repository.url(), repository.head());
    }
}
