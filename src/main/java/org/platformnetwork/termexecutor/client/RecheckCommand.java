package org.platformnetwork.termexecutor.client;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code recheck}: the next agent's verdict on a task asks anew whether the task is valid. */
@Command(
        name = "recheck",
        mixinStandardHelpOptions = true,
        description = {
            "Forgets what the service on this machine knows of a task's validity.",
            "The next verdict on the task validates it again."
        },
        footer = "Exit code: 0 nothing is known any more, 3 refused, 4 service not reachable.")
final class RecheckCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Parameters(
            paramLabel = "TASK",
            description = "its id, or the hash of its content as GET /verify has it")
    private String task = "";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "the service's DATA_DIR; else that variable, else ./data")
    private @Nullable Path dataDir;

    @Option(names = "--json", description = "print the service's JSON")
    private boolean json;

    RecheckCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws CommandFailure {
        var service = LocalService.of(dataDir, commandContext);
        var accepted = service.recheck(task).orFail();
        int forgotten = accepted.json().path("forgotten").asInt(0);
        if (json) {
            printer.json(accepted.body());
            return ExitCode.OK.code();
        }
        printer.line(
                forgotten == 0
                        ? "Nothing was known of the validity of this task."
                        : "Forgotten; the next verdict validates the task again.");
        return ExitCode.OK.code();
    }
}
