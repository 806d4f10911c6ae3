package org.platformnetwork.termexecutor.crash;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/** What has to hold once no one kills any more and everything that was agreed has run. */
final class FinalChecks {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int NONCES = 200;

    private final Ledger ledger;
    private final RestartChecks reader;
    private final Load client;
    private final ServiceProcess service;

    /**
     * @param client whose own work is over
     */
    FinalChecks(Ledger ledger, RestartChecks reader, Load client, ServiceProcess service) {
        this.ledger = ledger;
        this.reader = reader;
        this.client = client;
        this.service = service;
    }

    /** Waits until everything that was agreed has run. */
    void await() {
        for (var submission : ledger.submissions()) {
            client.settle(submission, service);
        }
        try {
            Awaitility.await().atMost(TIMEOUT).until(() -> ledger.unfinished() == 0);
        } catch (ConditionTimeoutException e) {
            ledger.complain("%d agreed batches do not end".formatted(ledger.unfinished()));
        }
    }

    void run(RunChecks runs) {
        for (var submission : ledger.submissions()) {
            if (submission.batchId() != null) {
                reader.show(submission, service);
            }
            if (submission.hasEnded()) {
                logIsWhole(submission);
                runs.check(submission, tasks(submission));
            } else {
                votesAreThere(submission);
            }
        }
        reader.noncesAreUsedUp(service, NONCES);
    }

    private JsonNode tasks(Submission submission) {
        var view = service.get("/batch/" + submission.batchId()).json();
        if (!view.path("status").asString().equals("completed")) {
            ledger.complain("batch " + submission.batchId() + " ended so: " + view);
        }
        return view.path("tasks");
    }

    private void votesAreThere(Submission submission) {
        for (var voter : submission.answered()) {
            client.vote(submission, voter, service);
        }
    }

    /** The log as it is kept is the log as it was followed. */
    private void logIsWhole(Submission submission) {
        var stream = service.client().events("?from=1&batch_id=" + submission.batchId());
        stream.closed().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        var replay = stream.frames().subList(1, stream.frames().size());
        Awaitility.await().atMost(TIMEOUT).until(() -> submission.events().size() >= replay.size());
        if (!replay.equals(submission.events())) {
            complain(submission, "the log is not what was followed: " + replay);
        }
        var ended = new HashSet<String>();
        for (int i = 0; i < replay.size(); i++) {
            var event = replay.get(i);
            if (event.path("seq").asInt() != i + 1) {
                complain(submission, "event %d has the number %s".formatted(i + 1, event));
            }
            if (isNamed(event, "task_complete") && !ended.add(event.path("task_id").asString())) {
                complain(submission, "%s ended twice".formatted(event.path("task_id")));
            }
        }
        if (!ended.equals(submission.archive().expected().keySet())) {
            complain(submission, "the log tells the end of %s only".formatted(ended));
        }
        endIsTold(submission, replay);
    }

    private void endIsTold(Submission submission, List<JsonNode> log) {
        for (var name : List.of("batch_started", "batch_complete", "stream_closed")) {
            if (log.stream().filter(event -> isNamed(event, name)).count() != 1) {
                complain(submission, "not one " + name);
            }
        }
        if (!isNamed(log.getLast(), "stream_closed")) {
            complain(submission, "something followed the end");
        }
    }

    private static boolean isNamed(JsonNode event, String name) {
        return event.path("event").asString().equals(name);
    }

    private void complain(Submission submission, String text) {
        ledger.complain("batch %s: %s".formatted(submission.batchId(), text));
    }
}
