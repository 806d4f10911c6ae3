package org.platformnetwork.termexecutor.client;

import java.io.PrintWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * The program's commands. They start without the service and without its framework, unless one
 * needs the service's settings.
 */
public final class CommandLineTool {

    private static final Set<String> ABOUT = Set.of("--help", "-h", "--version", "-V");

    private final CommandLine commands;

    CommandLineTool(
            Surroundings surroundings, @Nullable PrintWriter out, @Nullable PrintWriter err) {
        commands = new CommandLine(new TermExecutorCommand());
        if (out != null && err != null) {
            commands.setOut(out).setErr(err);
        }
        var printer = new Printer(commands.getOut(), commands.getErr(), surroundings);
        commands.addSubcommand(new SubmitCommand(printer, surroundings))
                .addSubcommand(new WatchCommand(printer, surroundings))
                .addSubcommand(new StatusCommand(printer, surroundings))
                .addSubcommand(new ResultCommand(printer, surroundings))
                .addSubcommand(new CancelCommand(printer, surroundings))
                .addSubcommand(new PackCommand(printer))
                .addSubcommand(new KeysCommand(printer, surroundings))
                .addSubcommand(new ServiceCommands.Validators())
                .addSubcommand(new ServiceCommands.Verify())
                .addSubcommand(new ServiceCommands.Doctor())
                .addSubcommand(new GenerateCompletion());
        if (out != null && err != null) {
            commands.setOut(out).setErr(err);
        }
        commands.setExpandAtFiles(false)
                .setColorScheme(
                        Help.defaultColorScheme(
                                surroundings.hasColours() ? Help.Ansi.ON : Help.Ansi.OFF))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> CommandFailure.handle(failure, printer));
    }

    /** With the process's own streams, variables and clock. */
    public static CommandLineTool ofThisProcess() {
        return new CommandLineTool(Surroundings.ofThisProcess(), null, null);
    }

    /**
     * Whether these arguments name a command; without any, or with settings, the service starts.
     */
    public static boolean isMeantBy(String[] arguments) {
        return arguments.length > 0
                && (ABOUT.contains(arguments[0]) || !arguments[0].startsWith("--"));
    }

    /**
     * Runs one command.
     *
     * @return the program's exit code, one of {@link ExitCode} for our own commands
     */
    public int run(String... arguments) {
        return commands.execute(arguments);
    }
}
