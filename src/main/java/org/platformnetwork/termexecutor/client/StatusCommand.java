package org.platformnetwork.termexecutor.client;

import java.util.concurrent.Callable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: what a service says of itself. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Prints what the service says of itself.")
final class StatusCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Mixin private final ServiceOption service = new ServiceOption();

    StatusCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws InterruptedException, CommandFailure {
        try (var opened = service.open(commandContext)) {
            var accepted = opened.get("/status").orFail();
            if (service.json()) {
                printer.json(accepted.body());
            } else {
                accepted.json()
                        .forEachEntry((name, value) ->
                                printer.line(
                                        "%-24s %s"
                                                .formatted(
                                                        name,
                                                        value.isValueNode()
                                                                ? value.asString("-")
                                                                : value.toString())));
            }
            return ExitCode.OK.code();
        }
    }
}
