package org.platformnetwork.termexecutor.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.platformnetwork.termexecutor.client.terminal.Printer;

/** Follows a batch to its end, over restarts of the service, and prints each task as it ends. */
final class Follower {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_FAILURES = 60;

    private final Service service;
    private final Printer printer;
    private final Surroundings surroundings;

    Follower(Service service, Printer printer, Surroundings surroundings) {
        this.service = service;
        this.printer = printer;
        this.surroundings = surroundings;
    }

    /**
     * Asks each second; gives up after a minute without an answer.
     *
     * @param json whether only the last answer is printed, as it came
     */
    ExitCode follow(String batchId, boolean json) throws InterruptedException, CommandFailure {
        var path = "/batch/" + Service.segment(batchId);
        var shown = new HashSet<String>();
        int failures = 0;
        try {
            while (true) {
                var reply = service.get(path + "?outputs=false");
                failures = reply.isPassing() ? failures + 1 : 0;
                if (failures == 0 || failures > MAX_FAILURES) {
                    var accepted = reply.orFail();
                    var verdict = new Verdict(accepted.json());
                    if (!json) {
                        showEnded(verdict, shown);
                    }
                    if (verdict.isFinal()) {
                        if (json) {
                            var whole = service.get(path);
                            printer.json(
                                    whole instanceof Reply.Accepted(var body)
                                            ? body
                                            : accepted.body());
                        } else {
                            verdict.printSum(printer);
                        }
                        return verdict.exitCode();
                    }
                    if (!json) {
                        printer.progress(verdict.progress());
                    }
                }
                surroundings.pause().sleep(INTERVAL);
            }
        } finally {
            printer.endProgress();
        }
    }

    private void showEnded(Verdict verdict, Set<String> shown) {
        for (var task : verdict.batch().path("tasks")) {
            if (Verdict.isEnded(task) && shown.add(task.path("task_id").asString(""))) {
                Verdict.print(task, printer);
            }
        }
    }
}
