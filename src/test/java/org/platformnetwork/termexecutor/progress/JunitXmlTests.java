package org.platformnetwork.termexecutor.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.CancellationVotes;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.task.TaskId;
import org.w3c.dom.Element;

/** What a CI system reads of a batch, hostile texts included. */
class JunitXmlTests {

    private static final Instant START = Instant.parse("2026-11-22T10:20:30.456Z");
    private static final TestResult GOOD = new TestResult("good.sh", 0, "fine\n", null);
    private static final TestResult BAD = new TestResult("bad.sh", 3, "no\n", null);

    private final Map<TaskId, TaskResult> results = new HashMap<>();

    @Test
    void countsOfASuiteAndOfTheWholeAreRight() {
        var root =
                parse(
                        running(
                                ended("passed", null, GOOD),
                                ended("failed", FailureClass.TESTS_FAILED, GOOD, BAD),
                                ended("broken", FailureClass.INVALID_TASK),
                                ended("lost", FailureClass.INFRA_ERROR, GOOD, BAD),
                                ended("cut short", FailureClass.CANCELLED, BAD),
                                TaskState.queued(new TaskId("waits"))));

        assertThat(root.getTagName()).isEqualTo("testsuites");
        assertThat(counts(root)).containsExactly("7", "1", "2", "2");
        assertThat(children(root, "testsuite"))
                .extracting(suite -> suite.getAttribute("name") + " " + counts(suite))
                .containsExactly(
                        "passed [1, 0, 0, 0]",
                        "failed [2, 1, 0, 0]",
                        "broken [1, 0, 1, 0]",
                        "lost [1, 0, 1, 0]",
                        "cut short [1, 0, 0, 1]",
                        "waits [1, 0, 0, 1]");
    }

    @Test
    void scriptIsACaseWithItsTimeAndOutput() {
        var suite = only(parse(running(ended("t", FailureClass.TESTS_FAILED, GOOD, BAD))));

        assertThat(suite.getAttribute("time")).isEqualTo("61.250");
        assertThat(suite.getAttribute("timestamp")).isEqualTo("2026-11-22T10:20:30");
        var cases = children(suite, "testcase");
        assertThat(cases)
                .extracting(it -> it.getAttribute("name"))
                .containsExactly("good.sh", "bad.sh");
        assertThat(cases).extracting(it -> it.getAttribute("classname")).containsOnly("t");
        assertThat(cases)
                .extracting(it -> it.getAttribute("time"))
                .containsExactly("1.500", "0.000");
        assertThat(child(cases.get(0), "system-out").getTextContent()).isEqualTo("fine\n");
        var failure = child(cases.get(1), "failure");
        assertThat(failure.getAttribute("message")).isEqualTo("exit code 3");
        assertThat(failure.getTextContent()).isEqualTo("no\n");
    }

    @Test
    void controlsOfScriptsAreProperties() {
        var red = GOOD.with(Control.RED, null);
        var none = BAD.with(Control.NONE, "The task did not pass.");
        var suite = only(parse(running(ended("t", FailureClass.TESTS_FAILED, red, none))));

        assertThat(children(suite, "testcase"))
                .extracting(JunitXmlTests::properties)
                .containsExactly(
                        Map.of("control", "red"),
                        Map.of("control", "none", "control_note", "The task did not pass."));
    }

    private static Map<String, String> properties(Element testCase) {
        return children(child(testCase, "properties"), "property").stream()
                .collect(
                        Collectors.toMap(
                                property -> property.getAttribute("name"),
                                property -> property.getAttribute("value")));
    }

    @Test
    void objectionAndLimitAreFailures() {
        var objected = new TestResult("a.sh", 0, "", "No test was run.");
        var endless = new TestResult("b.sh", null, "", null);
        var suite = only(parse(running(ended("t", FailureClass.TIMEOUT, objected, endless))));

        assertThat(children(suite, "testcase"))
                .extracting(it -> child(it, "failure").getAttribute("message"))
                .containsExactly("No test was run.", "ended by a limit");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureClass.class,
            names = {"TAMPERING", "AGENT_FAILED", "RESOURCE_LIMIT", "TIMEOUT", "TESTS_FAILED"})
    void failedTaskHasAFailureAlthoughEveryScriptPassed(FailureClass failure) {
        var suite = only(parse(running(ended("t", failure, GOOD))));

        assertThat(counts(suite)).containsExactly("2", "1", "0", "0");
        var message = child(children(suite, "testcase").get(1), "failure");
        assertThat(message.getAttribute("type")).isEqualTo(failure.wireName());
        assertThat(message.getAttribute("message")).isEqualTo("why");
        assertThat(message.getTextContent()).isEqualTo("why\nand how");
    }

    @Test
    void taskWithoutAVerdictIsSkippedWithItsStatus() {
        var task = running(TaskState.queued(new TaskId("owner/task-7")));
        var testCase = children(only(parse(task)), "testcase").getFirst();

        assertThat(testCase.getAttribute("name")).isEqualTo("owner/task-7");
        assertThat(child(testCase, "skipped").getAttribute("message")).isEqualTo("queued");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, error, the archive was empty", "PENDING, skipped, pending"})
    void batchWithoutTasksIsNoEmptyReport(BatchStatus status, String element, String message) {
        var error = status == BatchStatus.FAILED ? message : null;
        var testCase = children(only(parse(state(status, error))), "testcase").getFirst();

        assertThat(testCase.getAttribute("name")).isEqualTo("batch");
        assertThat(child(testCase, element).getAttribute("message")).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]]>",
                "]]]]><![CDATA[>",
                "</failure></testcase><testcase name='x'/>",
                "\" onload='&lt;&amp;&#0;'",
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>&b;",
                "<?xml version='1.1'?>",
                "\u00fc\u4e2d\ud83d\ude00\u2028"
            })
    void hostileTextComesBackAsItWas(String text) {
        var suite = only(parse(running(hostile(text))));

        assertThat(suite.getAttribute("name")).isEqualTo(text);
        assertThat(children(suite, "testcase")).hasSize(1);
        var failure = child(children(suite, "testcase").getFirst(), "failure");
        assertThat(failure.getTextContent()).isEqualTo(text);
        assertThat(failure.getAttribute("message")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false",
        "8, false",
        "9, true",
        "10, true",
        "13, false",
        "27, false",
        "31, false",
        "32, true",
        "127, true",
        "55295, true",
        "55296, false",
        "56320, false",
        "57343, false",
        "57344, true",
        "65533, true",
        "65534, false",
        "65535, false"
    })
    void charactersThatXmlCannotHoldAreReplaced(int character, boolean isKept) {
        var text = "a" + (char) character + "b";
        var output = new TestResult("a.sh", 1, text, null);
        var suite = only(parse(running(ended("t", FailureClass.TESTS_FAILED, output))));

        // A parser reads a carriage return as a line feed.
        var kept = isKept ? text : character == 13 ? "a\nb" : "a\ufffdb";
        assertThat(child(children(suite, "testcase").getFirst(), "failure").getTextContent())
                .isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"16383, 16383", "16384, 16384", "16385, 16384"})
    void outputIsCutAsInASnapshot(int length, int shown) {
        assertThat(shown("x".repeat(length))).hasSize(shown);
    }

    @Test
    void replacedCharactersCountAsWhatTheyBecome() {
        assertThat(shown("\0".repeat(16 * 1024))).hasSize(16 * 1024 / 3);
    }

    private String shown(String output) {
        var test = new TestResult("a.sh", 1, output, null);
        var suite = only(parse(running(ended("t", FailureClass.TESTS_FAILED, test))));
        return child(children(suite, "testcase").getFirst(), "failure").getTextContent();
    }

    private TaskState hostile(String text) {
        var test = new TestResult(text, 0, text, text);
        return task(text.replaceAll("\\p{Cntrl}", ""), result(FailureClass.TESTS_FAILED, test));
    }

    private TaskState ended(String id, @Nullable FailureClass failure, TestResult... tests) {
        return task(id, result(failure, tests));
    }

    private TaskState task(String id, TaskResult result) {
        results.put(new TaskId(id), result);
        var run = new TaskState.Run(false, 1, false, null, START, null, List.of());
        return new TaskState(new TaskId(id), result.status(), run, new TaskState.Summary(result));
    }

    private static TaskResult result(@Nullable FailureClass failure, TestResult... tests) {
        return new TaskResult(
                failure,
                failure == null ? null : "why\nand how",
                List.of(tests),
                VerifiedIn.FRESH,
                "process",
                TaskResult.AgentWork.NONE,
                List.of(phase(TaskStatus.RUNNING_AGENT, 9), phase(TaskStatus.RUNNING_TESTS, 1.5)),
                List.of(),
                List.of(),
                Duration.ofMillis(61_250));
    }

    private static PhaseReport phase(TaskStatus phase, double seconds) {
        var time = Duration.ofMillis(Math.round(seconds * 1000));
        return new PhaseReport(phase, "good.sh", 0, null, time, null, null, false, null);
    }

    private static BatchState running(TaskState... tasks) {
        return state(BatchStatus.RUNNING, null, tasks);
    }

    private static BatchState state(
            BatchStatus status, @Nullable String error, TaskState... tasks) {
        return new BatchState(
                new BatchState.Progress(status, START, null, error),
                new BatchState.Workload(9, 1),
                null,
                null,
                List.of(tasks),
                new CancellationVotes(Set.of()),
                0);
    }

    private Element parse(BatchState state) {
        var out = new StringWriter();
        var cases = suites(state).flatMap(suite -> suite.cases().stream()).toList();
        try {
            JunitXml.write("batch", Duration.ofSeconds(1), cases, suites(state), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var xml = out.toString();
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }

    private Stream<JunitSuite> suites(BatchState state) {
        return JunitSuite.of("batch", state, task -> results.get(task.id()), true);
    }

    private static Element only(Element root) {
        var suites = children(root, "testsuite");
        assertThat(suites).hasSize(1);
        return suites.getFirst();
    }

    private static Element child(Element parent, String name) {
        var found = children(parent, name);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<String> counts(Element element) {
        return List.of(
                element.getAttribute("tests"),
                element.getAttribute("failures"),
                element.getAttribute("errors"),
                element.getAttribute("skipped"));
    }
}
