package org.platformnetwork.termexecutor.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** What a scraper reads before, during and after a batch. */
class MetricsIntegrationTests {

    private static final List<String> PHASES =
            List.of("cloning_repo", "installing_deps", "running_agent", "running_tests");

    @TempDir Path temporary;

    private TestRepository repository;
    private RunningService service;

    @BeforeEach
    void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service = RunningService.start(temporary.resolve("work"), Map.of("ISOLATION", "process"));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String scrape() {
        return service.client().get("/metrics").response().body();
    }

    private static String outcome(String label, int count) {
        return "\nterm_executor_task_outcomes_total{outcome=\"%s\"} %d.0\n".formatted(label, count);
    }

    @Test
    void everyOutcomeAndPhaseIsThereFromTheStart() {
        var metrics = scrape();

        assertThat(metrics).contains(outcome("passed", 0));
        assertThat(Arrays.stream(FailureClass.values()).map(FailureClass::wireName))
                .allSatisfy(name -> assertThat(metrics).contains(outcome(name, 0)));
        assertThat(PHASES)
                .allSatisfy(phase ->
                        assertThat(metrics)
                                .contains(
                                        "\nterm_executor_phase_duration_seconds_count{phase=\"%s\"} 0\n"
                                                .formatted(phase)));
        assertThat(metrics).doesNotContain("phase=\"queued\"", "phase=\"completed\"");
        assertThat(metrics)
                .contains("\nterm_executor_tasks_running 0.0\n")
                .contains("\nterm_executor_evicted_batches_total 0.0\n")
                .contains("\nterm_executor_cancellation_votes_total 0.0\n");
    }

    @Test
    void everyTaskIsCountedByItsOutcome() {
        service.evaluate(
                TestArchive.withAgent("agent.sh", "echo 42 > a.txt\n")
                        .task("good", repository, "true\n")
                        .task("fine", repository, "true\n")
                        .task("bad", repository, "exit 3\n")
                        .task("broken", repository, "true\n")
                        .file("tasks/broken/workspace.yaml", "repo: [\n"));

        var metrics = scrape();

        assertThat(metrics)
                .contains(outcome("passed", 2))
                .contains(outcome("tests_failed", 1))
                .contains(outcome("invalid_task", 1))
                .contains(outcome("infra_error", 0))
                .contains("\nterm_executor_tasks_total 4.0\n")
                .contains("\nterm_executor_tasks_running 0.0\n");
        // Tasks on the same tree share its preparation.
        assertThat(List.of("cloning_repo", "running_agent", "running_tests"))
                .allSatisfy(phase ->
                        assertThat(metrics)
                                .contains(
                                        "\nterm_executor_phase_duration_seconds_count{phase=\"%s\"} 3\n"
                                                .formatted(phase)));
    }

    @Test
    void taskThatRunsIsSeen() {
        var zip =
                TestArchive.withAgent("agent.sh", "exec sleep 300\n")
                        .task("one", repository, "true\n")
                        .task("two", repository, "true\n")
                        .zip();
        var id = service.client().submit(TestKeys.ALICE, zip).text("batch_id");
        service.client().submit(TestKeys.BOB, zip);

        await().until(() -> scrape().contains("\nterm_executor_tasks_running 2.0\n"));
        service.client().cancel("/batch/" + id);
        await().until(() -> scrape().contains("\nterm_executor_tasks_running 0.0\n"));
        assertThat(scrape())
                .contains(outcome("cancelled", 2))
                .contains("\nterm_executor_cancellation_votes_total 2.0\n");
    }

    @Test
    void processAndRequestsAreThereWithoutPathsOfTheHost() {
        service.evaluate(
                TestArchive.withAgent("agent.sh", "echo 42 > a.txt\n")
                        .task("good", repository, "true\n"));
        service.client().get("/batch/" + temporary.getFileName() + "/task/secret");

        var metrics = scrape();

        assertThat(metrics)
                .contains("\njvm_memory_used_bytes{", "\njvm_gc_", "\nprocess_cpu_usage ")
                .contains("\nprocess_uptime_seconds ", "\nhttp_server_requests_seconds_count{")
                .contains("uri=\"/batch/{id}\"")
                .doesNotContain(temporary.toString(), System.getProperty("user.dir"))
                .doesNotContain(System.getProperty("java.home"), "secret")
                .doesNotContain(temporary.getFileName().toString());
    }
}
