package org.platformnetwork.termexecutor.client;

import java.io.FileDescriptor;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
import org.platformnetwork.termexecutor.client.completion.CompletionCommand;
import org.platformnetwork.termexecutor.client.terminal.Printer;
import org.platformnetwork.termexecutor.doctor.DoctorCommand;
import org.platformnetwork.termexecutor.settings.ConfigCommand;
import org.platformnetwork.termexecutor.store.BackupCommand;
import org.platformnetwork.termexecutor.whitelist.ValidatorsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program's commands. They start without the service and without its framework, unless one
 * needs the service's settings.
 */
final class CommandLineTool {

    /** They speak of all the others. */
    private static final Set<String> ABOUT_OTHERS = Set.of(CompletionCommand.NAME, "help");

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
        var named = ABOUT_OTHERS.contains(arguments[0]) ? null : builders.get(arguments[0]);
        for (var builder : named == null ? builders.values() : List.of(named)) {
            commands.addSubcommand(builder.get());
        }
        return commands.setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setColorScheme(
                        Help.defaultColorScheme(
                                commandContext.hasColours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setParameterExceptionHandler((failure, _) -> refuse(failure))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> CommandFailure.handle(failure, printer))
                .execute(arguments);
    }

    /** One sentence for a wrong command line, what was meant perhaps, and where to read on. */
    private int refuse(ParameterException failure) {
        printer.complain(String.valueOf(failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        var command = failure.getCommandLine().getCommandSpec();
        printer.complain(
                "What it takes: %s --help%s"
                        .formatted(
                                command.qualifiedName(),
                                command.parent() == null
                                        ? " (settings of the service are environment variables)"
                                        : ""));
        return ExitCode.USAGE.code();
    }

    /** What makes each command, in the order of the help. */
    private Map<String, Supplier<Object>> builders() {
        var builders = new LinkedHashMap<String, Supplier<Object>>();
        builders.put("submit", () -> new SubmitCommand(printer, commandContext));
        builders.put("list", () -> new ListCommand(printer, commandContext));
        builders.put("watch", () -> new WatchCommand(printer, commandContext));
        builders.put("status", () -> new StatusCommand(printer, commandContext));
        builders.put("result", () -> new ResultCommand(printer, commandContext));
        builders.put("log", () -> new LogCommand(printer, commandContext));
        builders.put("cancel", () -> new CancelCommand(printer, commandContext));
        builders.put("recheck", () -> new RecheckCommand(printer, commandContext));
        builders.put("pack", () -> new PackCommand(printer, commandContext));
        builders.put("keys", () -> new KeysCommand(printer, commandContext));
        builders.put(ValidatorsCommand.NAME, ValidatorsCommand::new);
        builders.put(ConfigCommand.NAME, ConfigCommand::new);
        builders.put(VerifyCommand.NAME, VerifyCommand::new);
        builders.put(DoctorCommand.NAME, DoctorCommand::new);
        builders.put(BackupCommand.NAME, BackupCommand::new);
        builders.put(CompletionCommand.NAME, () -> new CompletionCommand(printer));
        builders.put("help", HelpCommand::new);
        return builders;
    }
}
