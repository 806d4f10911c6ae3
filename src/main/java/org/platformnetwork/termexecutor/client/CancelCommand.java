package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code cancel}: ends a batch or one of its tasks. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = {
            "Ends a batch, or one task of it.",
            "While votes are collected it takes the own vote back. What validators agreed on ends"
                    + " when as many of them cancel it; the operator of the machine needs no votes"
                    + " (--local)."
        },
        footer =
                "Exit code: 0 it ends, had ended or the vote is counted, 3 refused, 4 service not "
                        + "reachable.")
final class CancelCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Option(names = "--task", paramLabel = "TASK", description = "only this one")
    private @Nullable String task;

    @Option(
            names = "--local",
            description = "as the operator of the service on this machine, without a key")
    private boolean local;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "with --local: the service's DATA_DIR; else that variable, else ./data")
    private @Nullable Path dataDir;

    @Mixin private final BatchOption batch = new BatchOption();
    @Mixin private final ServiceOption service = new ServiceOption();
    @Mixin private final KeyOption key = new KeyOption();

    CancelCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailure {
        try (var opened = service.open(commandContext)) {
            var id = batch.id(opened);
            var accepted = (local ? cancelLocally(id) : vote(opened, id)).orFail();
            if (service.json()) {
                printer.json(accepted.body());
            } else {
                printer.line(sentence(accepted.json()));
            }
            return ExitCode.OK.code();
        }
    }

    private ApiResponse vote(ApiClient opened, String id)
            throws IOException, InterruptedException, CommandFailure {
        var path =
                "/batch/"
                        + ApiClient.segment(id)
                        + (task == null ? "" : "/task/" + ApiClient.segment(task));
        return opened.delete(key.key(commandContext), path);
    }

    private ApiResponse cancelLocally(String id) {
        return LocalService.of(dataDir, commandContext).cancel(id, task);
    }

    /** What the vote did; how the batch or the task stands then is not whether that worked. */
    private String sentence(JsonNode answer) {
        var what = task == null ? "The batch" : "Task " + task;
        var status = answer.path("status").asString("");
        if (answer.has("required")) {
            int votes = answer.path("votes").asInt(0);
            int required = answer.path("required").asInt(0);
            return status.equals("pending_cancellation")
                    ? "%s goes on: %d of the %d votes needed to cancel it."
                            .formatted(what, votes, required)
                    : "Your vote is taken back: %d of the %d votes needed are left."
                            .formatted(votes, required);
        }
        return switch (status) {
            case "failed", "completed" -> what + " has ended" + reason(answer);
            default -> what + " is being cancelled.";
        };
    }

    private static String reason(JsonNode answer) {
        var error = answer.path("error").asString("");
        return error.isEmpty() ? "." : ": " + error;
    }
}
