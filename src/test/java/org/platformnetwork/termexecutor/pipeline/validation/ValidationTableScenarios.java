package org.platformnetwork.termexecutor.pipeline.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.evidence.report.TestReports;
import org.platformnetwork.termexecutor.pipeline.control.Candidates;
import org.platformnetwork.termexecutor.store.TestStore;
import org.platformnetwork.termexecutor.task.TaskId;

/** What holds of kept validations, in whatever database. */
abstract class ValidationTableScenarios {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final TaskId TASK = new TaskId("owner/name-1");

    private static final ValidationResult RESULT =
            ValidationResult.NOTHING
                    .withProblem("error: patch failed")
                    .withBase(
                            List.of(
                                    new ScriptRun(
                                            "a.sh", 1, "no\n", null, null, List.of(), List.of()),
                                    new ScriptRun(
                                            "b.sh",
                                            0,
                                            "=== 2 passed in 0.10s ===\n",
                                            "says otherwise",
                                            null,
                                            TestReports.read("=== 2 passed in 0.10s ===\n"),
                                            List.of("tests::it"))),
                            true)
                    .withControls(
                            "a.sh", List.of(new RunnerControls(List.of(control()), 3, 2, null)));

    private static RunnerControls.Working control() {
        var text = "assert add(2, 3) == 5  # à\n";
        var candidate = Candidates.of("pytest test_a.py", Map.of("test_a.py", text)).getFirst();
        return new RunnerControls.Working(candidate.getFirst(), 1, true);
    }

    private final String databaseUrl;
    private @TempDir Path directory;
    private TestStore store;
    private ValidationTable table;

    ValidationTableScenarios(String databaseUrl) {
        this.databaseUrl = databaseUrl;
    }

    @BeforeEach
    void open() {
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        store.store().write(db -> db.sql("delete from validations").update());
        table = new ValidationTable(store.store(), 3);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static ValidationTable.Key key(String content) {
        return new ValidationTable.Key(content, "basis");
    }

    private boolean isKept(String content) {
        return table.find(key(content), TASK, NOON).isPresent();
    }

    @Test
    void comesBackAsItWasAlsoAfterARestart() {
        table.save(key("a"), TASK, RESULT, NOON);
        close();
        store = TestStore.open(directory.resolve("data"), databaseUrl);
        table = new ValidationTable(store.store(), 3);

        assertThat(table.find(key("a"), TASK, NOON)).contains(RESULT);
        assertThat(RESULT.base()).isNotNull().last().matches(run -> !run.reports().isEmpty());
    }

    @Test
    void laterResultTakesThePlaceOfTheEarlier() {
        table.save(key("a"), TASK, ValidationResult.NOTHING, NOON);
        table.save(key("a"), TASK, RESULT, NOON);

        assertThat(table.find(key("a"), TASK, NOON)).contains(RESULT);
    }

    @Test
    void otherContentOrOtherBasisKnowsNothing() {
        table.save(key("a"), TASK, RESULT, NOON);

        assertThat(table.find(key("b"), TASK, NOON)).isEmpty();
        assertThat(table.find(new ValidationTable.Key("a", "other"), TASK, NOON)).isEmpty();
    }

    @Test
    void leastRecentlyUsedGoesWhenThereAreTooMany() {
        table.save(key("a"), TASK, RESULT, NOON);
        table.save(key("b"), TASK, RESULT, NOON.plusSeconds(1));
        table.save(key("c"), TASK, RESULT, NOON.plusSeconds(2));
        table.find(key("a"), TASK, NOON.plus(Duration.ofHours(2)));
        table.save(key("d"), TASK, RESULT, NOON.plus(Duration.ofHours(3)));

        assertThat(isKept("b")).isFalse();
        assertThat(isKept("a")).isTrue();
        assertThat(isKept("c")).isTrue();
        assertThat(isKept("d")).isTrue();
    }

    @Test
    void isForgottenByIdAndByContent() {
        table.save(key("a"), TASK, RESULT, NOON);
        table.save(new ValidationTable.Key("a", "other"), TASK, RESULT, NOON);
        table.save(key("b"), new TaskId("u"), RESULT, NOON);
        table.save(key("c"), new TaskId("v"), RESULT, NOON);

        assertThat(table.forget("owner/name-1")).isEqualTo(2);
        assertThat(table.forget("b")).isEqualTo(1);
        assertThat(table.forget("b")).isZero();
        assertThat(isKept("c")).isTrue();
    }

    @Test
    void rowsThatCannotBeReadCountAsAbsentAndAreReplaced() {
        for (var bytes : List.of(new byte[] {1, 2, 3}, new StoredJson().zip(List.of("other")))) {
            table.save(key("a"), TASK, RESULT, NOON);
            store.store()
                    .write(db -> db.sql("update validations set result = ?").param(bytes).update());

            assertThat(table.find(key("a"), TASK, NOON)).isEmpty();
        }
        table.save(key("a"), TASK, RESULT, NOON);
        assertThat(table.find(key("a"), TASK, NOON)).contains(RESULT);
    }

    @Test
    void largeControlsAreLeftOutAndLargeResultsNotKept() {
        var random = new Random(1);
        var noise = new StringBuilder();
        while (noise.length() < 3 << 20) {
            noise.append((char) random.nextInt('!', '~'));
        }
        var large = List.of(RunnerControls.none(noise.toString()));

        table.save(key("a"), TASK, RESULT.withControls("b.sh", large), NOON);
        table.save(key("b"), TASK, RESULT.withProblem(noise.toString()), NOON);

        assertThat(table.find(key("a"), TASK, NOON)).contains(RESULT.withoutControls());
        assertThat(isKept("b")).isFalse();
    }
}
