package org.platformnetwork.termexecutor.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.BatchInputs.TaskInput;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.Control;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.PhaseReport;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskResult.AgentWork;
import org.platformnetwork.termexecutor.batch.TaskResult.VerifiedIn;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.TestResult;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.RunningService;

/** Batches of many tasks that came out in every way, without the half hour of running them. */
final class MixedBatch {

    static final String REPOSITORY = "https://github.com/example/calendar.git";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String FAIL = "fail_to_pass_1.sh";
    static final String PASS = "pass_to_pass_1.sh";

    /** What the test that fails is about, in the middle of what it prints. */
    static final String ASSERTION = "E       AssertionError: assert '2026-01-2' == '2026-01-02'";

    static final int LINES_BEFORE = 700;
    private static final int LINES_AFTER = 900;
    private static final int AT_ONCE = 4;

    /** So many tasks have a log and a long output. */
    private static final int PRINTED = 20;

    /** So many tasks have events of their phases. */
    private static final int WATCHED = 120;

    private static final Duration EVENT = Duration.ofSeconds(5);

    private static final TaskStatus[] PHASES = {
        TaskStatus.CLONING_REPO,
        TaskStatus.INSTALLING_DEPS,
        TaskStatus.RUNNING_AGENT,
        TaskStatus.RUNNING_TESTS
    };

    private MixedBatch() {}

    /** How task number N of every ten comes out: four pass, four fail, two are not judged. */
    static @Nullable FailureClass mixed(int number) {
        return switch (number % 10) {
            case 1, 4, 6 -> FailureClass.TESTS_FAILED;
            case 7 -> FailureClass.TIMEOUT;
            case 8 -> FailureClass.INVALID_TASK;
            case 9 -> FailureClass.INFRA_ERROR;
            default -> null;
        };
    }

    /**
     * An ended batch.
     *
     * @param agent a digit of the agent's hash
     * @param failures how each task failed; null for a pass
     * @return its id
     */
    static String ended(
            RunningService service,
            int tasks,
            String agent,
            IntFunction<@Nullable FailureClass> failures) {
        var store = service.bean(Store.class);
        var batches = service.bean(Batches.class);
        var hash = UUID.randomUUID().toString().replace("-", "").repeat(2);
        var batch = TestBatches.open(store, batches, new ArchiveHash(hash), InstantSource.system());
        var ids = IntStream.range(0, tasks).mapToObj(MixedBatch::id).toList();
        var inputs =
                IntStream.range(0, tasks)
                        .mapToObj(number ->
                                new TaskInput(
                                        ids.get(number),
                                        "%064x".formatted(number + 1),
                                        COMMIT,
                                        REPOSITORY))
                        .toList();
        batch.run(
                new BatchInputs(agent.repeat(64), "namespaces", "1", inputs),
                ids.stream().map(TaskState::queued).toList());
        for (int first = 0; first < tasks; first += AT_ONCE) {
            run(batch, ids.subList(first, Math.min(tasks, first + AT_ONCE)), first, failures);
        }
        batch.finish(null);
        setTimes(store, batch.id(), tasks);
        // What is not held any more is read from the database, with those times.
        batches.reap();
        return batch.id().toString();
    }

    static TaskId id(int number) {
        return new TaskId("calendar/%s-%d".formatted(topic(number), number));
    }

    private static String topic(int number) {
        return List.of("leap-years", "iso-dates", "time-zones", "recurring-events", "week-numbers")
                .get(number % 5);
    }

    private static void run(
            Batch batch,
            List<TaskId> ids,
            int first,
            IntFunction<@Nullable FailureClass> failures) {
        // The end of every task is enough for many of them: each event is a write.
        for (var phase : first < WATCHED ? PHASES : new TaskStatus[0]) {
            ids.forEach(id -> batch.taskEnters(id, phase));
        }
        for (int i = 0; i < ids.size(); i++) {
            var failure = failures.apply(first + i);
            if (failure == FailureClass.TESTS_FAILED && first + i < PRINTED) {
                print(batch, ids.get(i));
            }
            batch.taskEnds(ids.get(i), result(failure, first + i));
        }
    }

    private static void print(Batch batch, TaskId id) {
        var steps =
                List.of(
                        entry(id, 0, "clone", LogEntry.Stream.EXECUTOR, "Cloned.\n"),
                        entry(
                                id,
                                2,
                                "agent",
                                LogEntry.Stream.STDOUT,
                                "reading calendar.py\ndone\n"),
                        entry(id, 3, FAIL, LogEntry.Stream.STDOUT, printed()),
                        entry(id, 3, FAIL, LogEntry.Stream.EXECUTOR, "Exit code 1 after 2.1 s.\n"),
                        entry(id, 3, PASS, LogEntry.Stream.STDOUT, "3 passed in 0.02s\n"),
                        entry(id, 3, PASS, LogEntry.Stream.EXECUTOR, "Exit code 0 after 0.4 s.\n"));
        steps.forEach(batch.timeline()::print);
    }

    private static LogEntry entry(
            TaskId id, int phase, String step, LogEntry.Stream stream, String text) {
        return new LogEntry(id, 0, Instant.now(), 1, PHASES[phase], step, stream, text);
    }

    /** As pytest prints a failure among many passes. */
    private static String printed() {
        var before =
                IntStream.range(0, LINES_BEFORE)
                        .mapToObj("tests/test_calendar.py::test_day_%d PASSED"::formatted);
        var after =
                IntStream.range(0, LINES_AFTER)
                        .mapToObj("tests/test_zones.py::test_%d PASSED"::formatted);
        return before.collect(Collectors.joining("\n"))
                + """

                =================================== FAILURES ===================================
                ________________________________ test_iso_date _________________________________

                    def test_iso_date():
                >       assert iso_date(2026, 1, 2) == "2026-01-02"
                %s
                E         - 2026-01-02
                E         + 2026-01-2

                tests/test_calendar.py:41: AssertionError
                """
                        .formatted(ASSERTION)
                + after.collect(Collectors.joining("\n"))
                + "\n1 failed, 1600 passed in 2.01s\n";
    }

    private static TaskResult result(@Nullable FailureClass failure, int number) {
        var duration = Duration.ofSeconds(20 + number * 37 % 400);
        if (failure == FailureClass.INVALID_TASK || failure == FailureClass.INFRA_ERROR) {
            return TaskResult.failed(failure, "The base commit cannot be fetched.")
                    .after(List.of(), duration);
        }
        var passes = new TestResult(PASS, 0, "3 passed in 0.02s\n", null, Control.RED, null);
        var judged =
                failure == null
                        ? new TestResult(FAIL, 0, "1601 passed in 2.0s\n", null, Control.RED, null)
                        : new TestResult(
                                FAIL,
                                failure == FailureClass.TIMEOUT ? null : 1,
                                failure == FailureClass.TIMEOUT || number >= PRINTED
                                        ? "collecting ...\n"
                                        : printed(),
                                null);
        return new TaskResult(
                failure,
                failure == null
                        ? null
                        : failure == FailureClass.TIMEOUT
                                ? FAIL + " reached its limit of 600 s."
                                : "1 of 2 test scripts failed: " + FAIL + " (exit code 1).",
                List.of(judged, passes),
                VerifiedIn.FRESH,
                "namespaces",
                new AgentWork(
                        "reading calendar.py\ndone\n",
                        patch(),
                        List.of(),
                        List.of(),
                        "iso_date: months and days have two digits.\n\nSee the standard."),
                phases(failure),
                List.of(),
                List.of(),
                duration);
    }

    /** A small file, a picture and a lock file of many lines. */
    private static String patch() {
        var lock =
                IntStream.range(0, 600)
                        .mapToObj("+package-%d==1.0"::formatted)
                        .collect(Collectors.joining("\n"));
        return """
        diff --git a/calendar.py b/calendar.py
        index 7f87755..2d71506 100644
        --- a/calendar.py
        +++ b/calendar.py
        @@ -10,4 +10,4 @@ def days_in_month(year, month):

         def iso_date(year, month, day):
             # As ISO 8601 writes it.
        -    return f"{year}-{month}-{day}"
        +    return f"{year}-{month:02}-{day}"
        diff --git a/moon.png b/moon.png
        new file mode 100644
        index 0000000..8d3a1c2
        GIT binary patch
        literal 2048
        zcmeAS@N?(olHy`uVBq!ia0vp^AT}2V8xRj
        zcmeAS@N?(olHy`uVBq!ia0vp^AT}2V8xRj

        literal 0
        HcmV?d00001

        diff --git a/requirements.lock b/requirements.lock
        index 0000000..8d3a1c3 100644
        --- a/requirements.lock
        +++ b/requirements.lock
        @@ -0,0 +1,600 @@
        """
                + lock
                + "\n";
    }

    private static List<PhaseReport> phases(@Nullable FailureClass failure) {
        var steps = new ArrayList<PhaseReport>();
        steps.add(step(0, "clone", 0, 1800, false));
        steps.add(step(1, "install_1", 0, 9300, false));
        steps.add(step(2, "agent", 0, 61_000, false));
        for (var script : List.of(FAIL, PASS)) {
            boolean fails = failure != null && script.equals(FAIL);
            boolean hangs = fails && failure == FailureClass.TIMEOUT;
            steps.add(step(3, "apply", 0, 40, false));
            steps.add(step(3, "test_files", 0, 25, false));
            steps.add(step(3, script, fails ? 1 : 0, 2100, hangs));
            steps.add(step(3, "base " + script, fails ? 1 : 0, 2050, false));
        }
        return steps;
    }

    private static PhaseReport step(
            int phase, String name, int exitCode, long millis, boolean timedOut) {
        return new PhaseReport(
                PHASES[phase],
                name,
                timedOut ? null : exitCode,
                timedOut ? "SIGKILL" : null,
                Duration.ofMillis(millis),
                Duration.ofMillis(millis / 2),
                40_000_000L + millis * 100,
                timedOut,
                null);
    }

    /** As if each event had come some seconds after the one before it. */
    private static void setTimes(Store store, BatchId id, int tasks) {
        var end = Instant.now().toEpochMilli();
        store.write(db -> {
            long events =
                    db.sql("select max(seq) from events where batch_id = ?")
                            .param(id.toString())
                            .query(Long.class)
                            .single();
            long start = end - events * EVENT.toMillis();
            db.sql("update events set at = ? + seq * ? where batch_id = ?")
                    .params(start, EVENT.toMillis(), id.toString())
                    .update();
            db.sql("update tasks set first_started_at = ? + position * ? where batch_id = ?")
                    .params(start, EVENT.toMillis() * (PHASES.length + 2), id.toString())
                    .update();
            return db.sql(
                            """
                            update batches set created_at = ?, started_at = ?, votes = 2,
                              required = 2, total_validators = 3, total_tasks = ?,
                              queue_position =
                                (select coalesce(max(queue_position), 0) + 1 from batches)
                            where id = ?
                            """)
                    .params(start - 60_000, start, tasks, id.toString())
                    .update();
        });
    }
}
