package org.platformnetwork.termexecutor.client;

import java.io.FileDescriptor;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.doctor.DoctorCommand;
import org.platformnetwork.termexecutor.whitelist.ValidatorsCommand;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * The program's commands. They start without the service and without its framework, unless one
 * needs the service's settings.
 */
public final class CommandLineTool {

    /** It speaks of all the others. */
    private static final String COMPLETION = "generate-completion";

    private final CommandContext commandContext;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Printer printer;

    CommandLineTool(CommandContext commandContext, PrintWriter out, PrintWriter err) {
        this.commandContext = commandContext;
        this.out = out;
        this.err = err;
        this.printer = new Printer(out, err, commandContext);
    }

    /**
     * Runs one command with the process's own streams, variables and clock; also when a signal ends
     * it, the terminal is left clean.
     */
    public static int runInThisProcess(String[] arguments) {
        var here = CommandContext.ofThisProcess();
        var tool =
                new CommandLineTool(
                        here, here.writer(FileDescriptor.out), here.writer(FileDescriptor.err));
        Runtime.getRuntime().addShutdownHook(new Thread(tool.printer::close, "clean-up"));
        return tool.run(arguments);
    }

    /**
     * Runs one command.
     *
     * @param arguments its name, then its own
     * @return the program's exit code, one of {@link ExitCode} for our own commands
     */
    int run(String... arguments) {
        var commands = new CommandLine(new TermExecutorCommand());
        // picocli reflects on all that it is given, which takes longer than most commands.
        var builders = builders();
        var named = arguments[0].equals(COMPLETION) ? null : builders.get(arguments[0]);
        for (var builder : named == null ? builders.values() : List.of(named)) {
            commands.addSubcommand(builder.get());
        }
        return commands.setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setColorScheme(
                        Help.defaultColorScheme(
                                commandContext.hasColours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> CommandFailure.handle(failure, printer))
                .execute(arguments);
    }

    /** What makes each command, in the order of the help. */
    private Map<String, Supplier<Object>> builders() {
        var builders = new LinkedHashMap<String, Supplier<Object>>();
        builders.put("submit", () -> new SubmitCommand(printer, commandContext));
        builders.put("watch", () -> new WatchCommand(printer, commandContext));
        builders.put("status", () -> new StatusCommand(printer, commandContext));
        builders.put("result", () -> new ResultCommand(printer, commandContext));
        builders.put("log", () -> new LogCommand(printer, commandContext));
        builders.put("cancel", () -> new CancelCommand(printer, commandContext));
        builders.put("recheck", () -> new RecheckCommand(printer, commandContext));
        builders.put("pack", () -> new PackCommand(printer, commandContext));
        builders.put("keys", () -> new KeysCommand(printer, commandContext));
        builders.put(ValidatorsCommand.NAME, ServiceCommands.Validators::new);
        builders.put(VerifyCommand.NAME, ServiceCommands.Verify::new);
        builders.put(DoctorCommand.NAME, ServiceCommands.Doctor::new);
        builders.put(COMPLETION, GenerateCompletion::new);
        return builders;
    }
}
