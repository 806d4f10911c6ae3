package org.platformnetwork.termexecutor.client;

import java.util.concurrent.Callable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code watch}: follows a batch to its verdict. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows a batch and prints each task as it ends.",
        footer = "Exit code: 0 every task passed, 1 not, 3 refused, 4 service not reachable.")
final class WatchCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Mixin private final BatchOption batch = new BatchOption();
    @Mixin private final ServiceOption service = new ServiceOption();

    WatchCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws InterruptedException, CommandFailure {
        try (var opened = service.open(commandContext)) {
            return new BatchWatcher(opened, printer, commandContext)
                    .follow(batch.id(opened), service)
                    .code();
        }
    }
}
