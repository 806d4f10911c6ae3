package org.platformnetwork.termexecutor.client;

import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.client.terminal.ProgressBar;
import tools.jackson.databind.JsonNode;

/** A batch as the service shows it, and what it means for a script. */
record BatchView(JsonNode batch) {

    boolean isFinal() {
        var status = text("status");
        return status.equals("completed") || status.equals("failed");
    }

    /** Whether all tasks passed; of a batch that has not ended it is no verdict. */
    ExitCode exitCode() {
        int total = batch.path("total_tasks").asInt(0);
        boolean passed =
                text("status").equals("completed")
                        && total > 0
                        && batch.path("passed_tasks").asInt(0) == total;
        return passed ? ExitCode.OK : ExitCode.NOT_PASSED;
    }

    String progress() {
        int done = batch.path("completed_tasks").asInt(0);
        int total = batch.path("total_tasks").asInt(0);
        return "%s %s %d of %d tasks"
                .formatted(text("status"), ProgressBar.of(done, total), done, total);
    }

    void print(Printer printer) {
        for (var task : batch.path("tasks")) {
            print(task, printer);
        }
        printSum(printer);
    }

    void printSum(Printer printer) {
        var colour = exitCode() == ExitCode.OK ? Printer.Colour.GREEN : Printer.Colour.RED;
        var sum =
                "%d of %d tasks passed, reward %s%s"
                        .formatted(
                                batch.path("passed_tasks").asInt(0),
                                batch.path("total_tasks").asInt(0),
                                batch.path("aggregate_reward").asString("?"),
                                reason(batch));
        printer.line(colour, text("status"), sum);
    }

    static boolean isEnded(JsonNode task) {
        var status = task.path("status").asString("");
        return status.equals("completed") || status.equals("failed");
    }

    static void print(JsonNode task, Printer printer) {
        var id = task.path("task_id").asString("");
        if (!isEnded(task)) {
            printer.line(Printer.Colour.YELLOW, task.path("status").asString("?"), id);
        } else if (task.path("passed").asBoolean(false)) {
            printer.line(Printer.Colour.GREEN, "passed", id);
        } else {
            var kind = task.path("failure_class").asString("");
            printer.line(
                    Printer.Colour.RED,
                    "failed",
                    id + (kind.isEmpty() ? "" : " (" + kind + ")") + reason(task));
        }
    }

    private static String reason(JsonNode node) {
        var error = node.path("error").asString("");
        return error.isEmpty() ? "" : ": " + error;
    }

    private String text(String field) {
        return batch.path(field).asString("");
    }
}
