package org.platformnetwork.termexecutor.client;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.platformnetwork.termexecutor.client.terminal.Printer;

/** Follows a batch to its end, over restarts of the service, and prints each task as it ends. */
final class BatchWatcher {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_FAILURES = 60;

    private final ApiClient apiClient;
    private final Printer printer;
    private final CommandContext commandContext;

    BatchWatcher(ApiClient apiClient, Printer printer, CommandContext commandContext) {
        this.apiClient = apiClient;
        this.printer = printer;
        this.commandContext = commandContext;
    }

    /**
     * Asks each second; gives up after a minute without an answer. With {@code --json} only the
     * last answer is printed, as it came.
     */
    ExitCode follow(String batchId, ServiceOption service)
            throws InterruptedException, CommandFailure {
        boolean json = service.json();
        var path = "/batch/" + ApiClient.segment(batchId);
        var shown = new HashSet<String>();
        int failures = 0;
        printer.onInterrupt(
                "The batch goes on. Follow it with: term-executor watch %s%s"
                        .formatted(BatchOption.shortened(batchId), service.option()));
        try {
            while (true) {
                var apiResponse = apiClient.get(path + "?outputs=false");
                failures = apiResponse.isPassing() ? failures + 1 : 0;
                if (failures == 0 || failures > MAX_FAILURES) {
                    var accepted = apiResponse.orFail();
                    var batchView = new BatchView(accepted.json());
                    if (!json) {
                        showEnded(batchView, shown);
                    }
                    if (batchView.isFinal()) {
                        if (json) {
                            var whole = apiClient.get(path);
                            printer.json(
                                    whole instanceof ApiResponse.Accepted(var body)
                                            ? body
                                            : accepted.body());
                        } else {
                            batchView.printSum(printer);
                        }
                        return batchView.exitCode();
                    }
                    if (!json) {
                        printer.progress(batchView.progress());
                    }
                }
                commandContext.pause().sleep(INTERVAL);
            }
        } finally {
            printer.onInterrupt("");
            printer.endProgress();
        }
    }

    private void showEnded(BatchView batchView, Set<String> shown) {
        for (var task : batchView.batch().path("tasks")) {
            if (BatchView.isEnded(task) && shown.add(task.path("task_id").asString(""))) {
                BatchView.print(task, printer);
            }
        }
    }
}
