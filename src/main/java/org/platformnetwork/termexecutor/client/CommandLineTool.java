package org.platformnetwork.termexecutor.client;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.attestation.VerifyCommand;
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

    private final Surroundings surroundings;
    private final @Nullable PrintWriter out;
    private final @Nullable PrintWriter err;

    CommandLineTool(
            Surroundings surroundings, @Nullable PrintWriter out, @Nullable PrintWriter err) {
        this.surroundings = surroundings;
        this.out = out;
        this.err = err;
    }

    /** Runs one command with the process's own streams, variables and clock. */
    public static int runInThisProcess(String[] arguments) {
        return new CommandLineTool(Surroundings.ofThisProcess(), null, null).run(arguments);
    }

    /**
     * Runs one command.
     *
     * @param arguments its name, then its own
     * @return the program's exit code, one of {@link ExitCode} for our own commands
     */
    int run(String... arguments) {
        var commands = new CommandLine(new TermExecutorCommand());
        setStreams(commands);
        var printer = new Printer(commands.getOut(), commands.getErr(), surroundings);
        // picocli reflects on all that it is given, which takes longer than most commands.
        var builders = builders(printer, surroundings);
        var named = builders.get(arguments[0]);
        for (var builder : named == null ? builders.values() : List.of(named)) {
            commands.addSubcommand(builder.get());
        }
        setStreams(commands);
        return commands.setExpandAtFiles(false)
                .setColorScheme(
                        Help.defaultColorScheme(
                                surroundings.hasColours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> CommandFailure.handle(failure, printer))
                .execute(arguments);
    }

    /** What makes each command, in the order of the help. */
    private static Map<String, Supplier<Object>> builders(Printer printer, Surroundings around) {
        var builders = new LinkedHashMap<String, Supplier<Object>>();
        builders.put("submit", () -> new SubmitCommand(printer, around));
        builders.put("watch", () -> new WatchCommand(printer, around));
        builders.put("status", () -> new StatusCommand(printer, around));
        builders.put("result", () -> new ResultCommand(printer, around));
        builders.put("cancel", () -> new CancelCommand(printer, around));
        builders.put("pack", () -> new PackCommand(printer));
        builders.put("keys", () -> new KeysCommand(printer, around));
        builders.put(ValidatorsCommand.NAME, ServiceCommands.Validators::new);
        builders.put(VerifyCommand.NAME, ServiceCommands.Verify::new);
        builders.put(DoctorCommand.NAME, ServiceCommands.Doctor::new);
        builders.put("generate-completion", GenerateCompletion::new);
        return builders;
    }

    private void setStreams(CommandLine commands) {
        if (out != null && err != null) {
            commands.setOut(out).setErr(err);
        }
    }
}
