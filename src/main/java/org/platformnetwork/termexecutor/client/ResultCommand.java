package org.platformnetwork.termexecutor.client;

import java.util.concurrent.Callable;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code result}: a batch as it is now, for people, programs or a build server. */
@Command(
        name = "result",
        mixinStandardHelpOptions = true,
        description = "Prints a batch and its tasks as they are now.",
        footer = {
            "Exit code: 0 every task passed, 1 not (or not yet), 3 refused, 4 service not",
            "reachable; with --junit 0 when the report was printed."
        })
final class ResultCommand implements Callable<Integer> {

    private final Printer printer;
    private final CommandContext commandContext;

    @Option(names = "--junit", description = "print the service's JUnit report")
    private boolean junit;

    @Mixin private final BatchOption batch = new BatchOption();
    @Mixin private final ServiceOption service = new ServiceOption();

    ResultCommand(Printer printer, CommandContext commandContext) {
        this.printer = printer;
        this.commandContext = commandContext;
    }

    @Override
    public Integer call() throws InterruptedException, CommandFailure {
        if (junit && service.json()) {
            throw new CommandFailure(ExitCode.USAGE, "Either --json or --junit.");
        }
        try (var opened = service.open(commandContext)) {
            var path = "/batch/" + ApiClient.segment(batch.id(opened));
            if (junit) {
                printer.document(opened.get(path + "/junit").orFail().body());
                return ExitCode.OK.code();
            }
            var accepted = opened.get(path).orFail();
            var batchView = new BatchView(accepted.json());
            if (service.json()) {
                printer.json(accepted.body());
            } else {
                batchView.print(printer);
            }
            return batchView.exitCode().code();
        }
    }
}
