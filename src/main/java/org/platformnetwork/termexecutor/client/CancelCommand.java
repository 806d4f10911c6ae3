package org.platformnetwork.termexecutor.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Parameters(paramLabel = "BATCH", description = "its id, as submit printed it")
    private String batchId = "";

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

    @Mixin private final ServiceOption service = new ServiceOption();
    @Mixin private final KeyOption key = new KeyOption();

    CancelCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, CommandFailure {
        var accepted = (local ? cancelLocally() : vote()).orFail();
        if (service.json()) {
            printer.json(accepted.body());
            return ExitCode.OK.code();
        }
        var answer = accepted.json();
        printer.line("status " + answer.path("status").asString("?"));
        if (answer.has("required")) {
            printer.line(
                    "votes  %d of %d needed"
                            .formatted(
                                    answer.path("votes").asInt(0),
                                    answer.path("required").asInt(0)));
        }
        return ExitCode.OK.code();
    }

    private ApiResponse vote() throws IOException, InterruptedException, CommandFailure {
        try (var opened = service.open(commandContext)) {
            var path =
                    "/batch/"
                            + ApiClient.segment(batchId)
                            + (task == null ? "" : "/task/" + ApiClient.segment(task));
            return opened.delete(key.key(commandContext), path);
        }
    }

    private ApiResponse cancelLocally() {
        return LocalService.of(dataDir, commandContext).cancel(batchId, task);
    }
}
