package org.platformnetwork.termexecutor.crash;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Holds what the tasks say of themselves against what their agents and tests wrote down, and their
 * verdicts against the right ones.
 */
final class RunChecks {

    private static final String CRASHED = "interrupted: the service ended unexpectedly.";

    /** After as many crashes a task is given up. */
    private static final int MOST_CRASHES = 5;

    private final Ledger ledger;
    private final List<Marks.Start> starts;
    private final List<Marks.Test> tests;
    private final Set<Integer> confined;
    private int tasks;
    private int interrupted;
    private int givenUp;

    /**
     * @param confined the lives whose agents could not write anything down
     */
    RunChecks(
            Ledger ledger,
            List<Marks.Start> starts,
            List<Marks.Test> tests,
            Set<Integer> confined) {
        this.ledger = ledger;
        this.starts = starts;
        this.tests = tests;
        this.confined = confined;
    }

    int tasks() {
        return tasks;
    }

    /** How many attempts crashes cut short. */
    int interrupted() {
        return interrupted;
    }

    /** How many tasks met so many crashes that they have no verdict. */
    int givenUp() {
        return givenUp;
    }

    void check(Submission submission, JsonNode views) {
        for (var view : views) {
            tasks++;
            int crashes = crashes(submission, view);
            interrupted += crashes;
            verdictIsRight(submission, view, crashes);
            runsAreAccountedFor(submission, view, crashes);
        }
    }

    private int crashes(Submission submission, JsonNode view) {
        int number = 0;
        for (var attempt : view.path("attempts")) {
            number++;
            if (!attempt.path("error").asString().equals(CRASHED)) {
                complain(submission, view, "an attempt failed: " + attempt);
            }
            if (attempt.path("attempt").asInt() != number) {
                complain(submission, view, "attempt %d is missing".formatted(number));
            }
        }
        return number;
    }

    private void verdictIsRight(Submission submission, JsonNode view, int crashes) {
        if (crashes >= MOST_CRASHES
                && view.path("failure_class").asString("").equals("infra_error")) {
            givenUp++;
            return;
        }
        var right = submission.archive().expected().get(view.path("task_id").asString());
        if (right == null
                || !view.path("passed").isBoolean()
                || view.path("passed").asBoolean() != right) {
            complain(submission, view, "not the right verdict: " + view);
        }
    }

    private void runsAreAccountedFor(Submission submission, JsonNode view, int crashes) {
        var task = view.path("task_id").asString();
        int archive = submission.archive().number();
        var lives =
                starts.stream()
                        .filter(start -> start.archive() == archive && start.task().equals(task))
                        .map(Marks.Start::life)
                        .toList();
        long verified = tests.stream().filter(new Marks.Test(archive, task)::equals).count();
        if (new HashSet<>(lives).size() < lives.size()) {
            complain(submission, view, "an agent ran twice in one life: " + lives);
        }
        int end = submission.ends().getOrDefault(task, 0);
        if (lives.stream().anyMatch(life -> life > end)) {
            complain(submission, view, "ended in life %d, but ran in %s".formatted(end, lives));
        }
        if (lives.stream().anyMatch(confined::contains)) {
            complain(submission, view, "a sandbox let an agent out");
        }
        if (crashes < lives.size() - 1) {
            complain(submission, view, "%d runs, %d attempts cut".formatted(lives.size(), crashes));
        }
        boolean seen = view.path("isolation").asString("").equals("process");
        if (seen && (lives.isEmpty() || verified == 0)) {
            complain(submission, view, "a verdict on an agent that did not run");
        }
        if (verified > lives.size()) {
            complain(submission, view, "verified more often than run");
        }
    }

    private void complain(Submission submission, JsonNode view, String text) {
        ledger.complain(
                "batch %s, task %s: %s"
                        .formatted(submission.batchId(), view.path("task_id"), text));
    }
}
