package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.Shell;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** A series that is renamed would leave a panel empty and an alert silent. */
class SeriesIntegrationTests {

    /** Prometheus makes them itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up", "ALERTS");

    @TempDir static Path temporary;

    private static Set<String> exported = Set.of();
    private static String text = "";

    @BeforeAll
    static void scrape() {
        var repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        try (var service =
                RunningService.start(temporary.resolve("work"), Map.of("ISOLATION", "process"))) {
            service.evaluate(
                    TestArchive.withAgent("agent.sh", "echo fine\n")
                            .task("t", repository, "true\n"));
            service.client().get("/batch/none");
            System.gc();
            // The JVM tells of its collections behind its caller's back.
            await().until(() -> names(service).contains("jvm_gc_pause_seconds_sum"));
            exported = names(service);
            text = service.client().get("/metrics").response().body();
        }
    }

    private static Set<String> names(RunningService service) {
        return service.client()
                .get("/metrics")
                .response()
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]", 2)[0])
                .collect(Collectors.toSet());
    }

    @AfterAll
    static void forget() {
        exported = Set.of();
    }

    @Test
    void everySeriesOfTheDashboardIsExported() {
        assertThat(unknown(Dashboard.read().expressions())).isEmpty();
    }

    @Test
    void everySeriesOfTheAlertsIsExported() {
        assertThat(AlertRules.read()).hasSizeGreaterThan(10);
        assertThat(unknown(AlertRules.read().stream().map(rule -> rule.path("expr").asString())))
                .isEmpty();
    }

    @Test
    void seriesThatNobodyExportsIsFound() {
        assertThat(unknown(Stream.of("rate(term_executor_batches[5m]) > up")))
                .containsExactly("term_executor_batches");
    }

    /**
     * Two of the contract's names, which may not change, are against the guidelines: their sum of
     * milliseconds is no part of a summary, and its unit is none of Prometheus' base units.
     */
    @Test
    @EnabledIfCommand("promtool")
    void prometheusAcceptsEverySeriesButAnOldName() throws IOException {
        var file = Files.writeString(temporary.resolve("metrics"), text);

        var complaints =
                Shell.run(
                        temporary, "promtool check metrics <\"$1\" 2>&1 || true", file.toString());

        assertThat(complaints.lines())
                .filteredOn(line -> !line.startsWith("term_executor_duration_ms_sum "))
                .isEmpty();
        assertThat(text.lines().filter(line -> line.startsWith("# HELP ")))
                .hasSizeGreaterThan(60)
                .allMatch(line -> line.split(" ", 4)[3].length() > 8);
    }

    private static Set<String> unknown(Stream<String> expressions) {
        var unknown = new TreeSet<String>();
        expressions.map(PromQl::series).forEach(unknown::addAll);
        unknown.removeAll(OF_PROMETHEUS);
        unknown.removeAll(exported);
        return unknown;
    }

    /** The contract's own names, which dashboards elsewhere read too. */
    @Test
    void everySeriesOfTheContractIsExported() {
        assertThat(exported)
                .contains(
                        "term_executor_batches_total",
                        "term_executor_batches_active",
                        "term_executor_batches_completed",
                        "term_executor_tasks_total",
                        "term_executor_tasks_passed",
                        "term_executor_tasks_failed",
                        "term_executor_duration_ms_sum");
    }
}
