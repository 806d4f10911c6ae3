package org.platformnetwork.termexecutor.monitoring.tracing;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.monitoring.tracing.Collector.Manner;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a collector gets of real batches, and that one which takes nothing costs nothing. */
@ExtendWith(OutputCaptureExtension.class)
class TracingIntegrationTests {

    private static final String SECRET = "hunter2";

    @TempDir Path temporary;

    private TestRepository repository;

    @BeforeEach
    void create() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
    }

    private RunningService start(Map<String, String> variables) {
        var environment = new HashMap<>(variables);
        environment.put("ISOLATION", "process");
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "50");
        environment.put("AGENT_ENV", "AGENT_SECRET");
        environment.put("AGENT_SECRET", SECRET);
        return RunningService.start(temporary.resolve("work"), environment);
    }

    private static Map<String, String> attributes(Span span) {
        return attributes(span.getAttributesList());
    }

    private static Map<String, String> attributes(List<KeyValue> list) {
        return list.stream()
                .collect(
                        toMap(
                                KeyValue::getKey,
                                pair -> {
                                    var value = pair.getValue();
                                    return value.hasIntValue()
                                            ? Long.toString(value.getIntValue())
                                            : value.hasBoolValue()
                                                    ? Boolean.toString(value.getBoolValue())
                                                    : value.getStringValue();
                                }));
    }

    private static Map<ByteString, List<Span>> traces(Collector collector) {
        return collector.spans().stream().collect(groupingBy(Span::getTraceId));
    }

    private static Span root(List<Span> trace) {
        var roots = trace.stream().filter(span -> span.getParentSpanId().isEmpty()).toList();
        assertThat(roots).hasSize(1);
        return roots.getFirst();
    }

    private static Map<String, List<Span>> byTask(Collector collector) {
        var byTask = new HashMap<String, List<Span>>();
        traces(collector)
                .values()
                .forEach(trace ->
                        byTask.put(attributes(root(trace)).get("term_executor.task.id"), trace));
        return byTask;
    }

    private static List<Span> trace(Map<String, List<Span>> byTask, String task) {
        return Objects.requireNonNull(byTask.get(task));
    }

    @Test
    void everyTaskIsOneTraceWithItsPhases() throws IOException {
        var began = Instant.now();
        try (var collector = Collector.start(Manner.TAKES)) {
            String batch;
            try (var service =
                    start(
                            Map.of(
                                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                                    collector.url(),
                                    "OTEL_EXPORTER_OTLP_HEADERS",
                                    "X-Key=" + SECRET))) {
                var archive =
                        TestArchive.withAgent("agent.sh", "echo $AGENT_SECRET; echo 42 > a.txt\n")
                                .task("good", repository, "echo hidden-test\n")
                                .task("bad", repository, "echo hidden-test; exit 3\n")
                                .task("broken", repository, "true\n")
                                .file("tasks/broken/workspace.yaml", "repo: [\n");
                batch = service.evaluate(archive).path("batch_id").asString();
            }
            var byTask = byTask(collector);

            assertThat(byTask).containsOnlyKeys("good", "bad", "broken");
            assertThat(trace(byTask, "broken")).hasSize(1);
            for (var task : List.of("good", "bad")) {
                assertPhases(batch, task, trace(byTask, task), began);
            }
            var good = root(trace(byTask, "good"));
            assertThat(attributes(good))
                    .containsEntry("term_executor.passed", "true")
                    .containsEntry("term_executor.isolation", "process")
                    .doesNotContainKey("term_executor.failure_class");
            assertThat(good.getStatus().getCode()).isNotEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertFailed(root(trace(byTask, "bad")), "tests_failed");
            assertFailed(root(trace(byTask, "broken")), "invalid_task");
            assertThat(attributes(root(trace(byTask, "bad"))))
                    .containsEntry("term_executor.passed", "false");
            assertThat(collector.requests())
                    .containsOnly("POST /v1/traces application/x-protobuf " + SECRET);
            assertThat(
                            attributes(
                                    collector
                                            .resources()
                                            .getFirst()
                                            .getResource()
                                            .getAttributesList()))
                    .containsEntry("service.name", "term-executor");
            assertThat(collector.raw())
                    .contains("term_executor.task.id")
                    .doesNotContain(SECRET, "hidden-test", temporary.toString(), "file:")
                    .doesNotContain(TestKeys.ALICE.hotkey().address(), repository.head());
        }
    }

    private static void assertFailed(Span root, String failureClass) {
        assertThat(attributes(root)).containsEntry("term_executor.failure_class", failureClass);
        assertThat(root.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(root.getStatus().getMessage()).isEqualTo(failureClass);
    }

    private static void assertPhases(String batch, String task, List<Span> trace, Instant began) {
        var root = root(trace);
        assertThat(root.getName()).isEqualTo("task");
        assertThat(root.getStartTimeUnixNano()).isGreaterThanOrEqualTo(nanos(began));
        assertThat(root.getEndTimeUnixNano()).isLessThanOrEqualTo(nanos(Instant.now()));
        var phases = trace.stream().filter(span -> !span.equals(root)).toList();
        assertThat(phases)
                .extracting(Span::getName)
                .contains("cloning_repo", "running_agent", "running_tests")
                .doesNotHaveDuplicates();
        assertThat(phases)
                .allSatisfy(phase -> {
                    assertThat(phase.getParentSpanId()).isEqualTo(root.getSpanId());
                    assertThat(phase.getStartTimeUnixNano())
                            .isBetween(root.getStartTimeUnixNano(), phase.getEndTimeUnixNano());
                    assertThat(phase.getEndTimeUnixNano())
                            .isLessThanOrEqualTo(root.getEndTimeUnixNano());
                    assertThat(attributes(phase))
                            .isEqualTo(
                                    Map.of(
                                            "term_executor.batch.id", batch,
                                            "term_executor.task.id", task,
                                            "term_executor.attempt", "1"));
                });
    }

    private static long nanos(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos();
    }

    @Test
    void everyAttemptStandsInTheSameTrace() throws IOException {
        try (var collector = Collector.start(Manner.TAKES)) {
            try (var service =
                    start(
                            Map.of(
                                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                                    collector.url() + "/own/place",
                                    "OTEL_SERVICE_NAME",
                                    "other"))) {
                service.evaluate(
                        TestArchive.withAgent("agent.sh", "true\n")
                                .task("away", repository, "true\n")
                                .file(
                                        "tasks/away/workspace.yaml",
                                        "repo: file://%s/none\n".formatted(temporary)));
            }
            assertThat(traces(collector)).hasSize(1);
            var trace = traces(collector).values().iterator().next();

            assertFailed(root(trace), "infra_error");
            assertThat(attributes(root(trace))).doesNotContainKey("term_executor.passed");
            assertThat(trace)
                    .filteredOn(span -> span.getName().equals("cloning_repo"))
                    .extracting(span -> attributes(span).get("term_executor.attempt"))
                    .containsExactlyInAnyOrder("1", "2", "3", "4");
            assertThat(collector.requests().getFirst()).startsWith("POST /own/place ");
            assertThat(
                            attributes(
                                    collector
                                            .resources()
                                            .getFirst()
                                            .getResource()
                                            .getAttributesList()))
                    .containsEntry("service.name", "other");
        }
    }

    @Test
    void traceGoesOnAfterARestart() throws IOException {
        try (var collector = Collector.start(Manner.TAKES)) {
            var variables = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
            String batch;
            var zip =
                    TestArchive.withAgent(
                                    "agent.sh",
                                    "test -e %1$s && exit; touch %1$s; sleep 300\n"
                                            .formatted(temporary.resolve("mark")))
                            .task("t", repository, "true\n")
                            .zip();
            try (var service = start(variables)) {
                batch = service.client().submit(TestKeys.ALICE, zip).text("batch_id");
                service.client().submit(TestKeys.BOB, zip);
                await().until(() -> temporary.resolve("mark").toFile().exists());
            }
            try (var service = start(variables)) {
                var task = "/batch/" + batch;
                await().until(() -> service.client().get(task).text("status"), "completed"::equals);
            }
            assertThat(traces(collector)).hasSize(1);
            var trace = traces(collector).values().iterator().next();
            var root = root(trace);

            assertThat(trace)
                    .filteredOn(span -> span.getName().equals("running_agent"))
                    .hasSize(2)
                    .allSatisfy(span -> {
                        assertThat(span.getParentSpanId()).isEqualTo(root.getSpanId());
                        assertThat(span.getStartTimeUnixNano())
                                .isGreaterThanOrEqualTo(root.getStartTimeUnixNano());
                    });
        }
    }

    @Test
    void samplerLeavesWholeTracesOut() throws IOException {
        try (var collector = Collector.start(Manner.TAKES)) {
            try (var service =
                    start(
                            Map.of(
                                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                                    collector.url(),
                                    "OTEL_TRACES_SAMPLER",
                                    "parentbased_traceidratio",
                                    "OTEL_TRACES_SAMPLER_ARG",
                                    "0.5"))) {
                var archive = TestArchive.withAgent("agent.sh", "true\n");
                for (int i = 0; i < 12; i++) {
                    archive.task("t" + i, repository, "true\n");
                }
                service.evaluate(archive);
            }

            assertThat(traces(collector).size()).isBetween(1, 11);
            assertThat(traces(collector).values())
                    .allSatisfy(trace -> assertThat(trace).hasSizeGreaterThanOrEqualTo(4))
                    .allSatisfy(TracingIntegrationTests::root);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Manner.class, names = "TAKES", mode = EnumSource.Mode.EXCLUDE)
    void collectorThatTakesNothingDelaysNothing(Manner manner, CapturedOutput output)
            throws IOException {
        try (var collector = Collector.start(manner)) {
            var service = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url()));
            var archive =
                    TestArchive.withAgent("agent.sh", "echo 42 > a.txt\n")
                            .task("good", repository, "true\n");
            assertThat(service.evaluate(archive).path("passed_tasks").asInt()).isOne();
            await().until(() -> !collector.requests().isEmpty());
            long began = System.nanoTime();

            service.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(9));
            if (manner == Manner.FAILS) {
                assertThat(output.getAll().lines())
                        .filteredOn(line -> line.contains("collector did not accept"))
                        .hasSize(1);
            }
            assertThat(output.getAll())
                    .doesNotContain(collector.url(), "io.opentelemetry", "ERROR");
        }
    }

    @Test
    void nothingIsThereWithoutAnEndpoint() throws IOException {
        try (var collector = Collector.start(Manner.TAKES)) {
            try (var service = start(Map.of("OTEL_TRACES_EXPORTER", "otlp"))) {
                service.evaluate(
                        TestArchive.withAgent("agent.sh", "true\n")
                                .task("t", repository, "true\n"));
                assertThatThrownBy(() -> service.bean(TaskTracing.class))
                        .isInstanceOf(NoSuchBeanDefinitionException.class);
            }
            assertThat(collector.requests()).isEmpty();
        }
    }
}
