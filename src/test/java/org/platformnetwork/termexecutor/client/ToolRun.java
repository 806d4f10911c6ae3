package org.platformnetwork.termexecutor.client;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Map;
import org.platformnetwork.termexecutor.concurrent.Sleeper;

/** One command as a shell would run it: its exit code and what it printed. */
public record ToolRun(int exitCode, String out, String err) {

    /** Where no one sits at a terminal. */
    public static ToolRun of(Map<String, String> environment, String... arguments) {
        return of(surroundings(environment, false), arguments);
    }

    /** At a terminal. */
    public static ToolRun atTerminal(Map<String, String> environment, String... arguments) {
        return of(surroundings(environment, true), arguments);
    }

    static ToolRun of(CommandContext commandContext, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var tool = new CommandLineTool(commandContext, new PrintWriter(out), new PrintWriter(err));
        return new ToolRun(tool.run(arguments), out.toString(), err.toString());
    }

    /** With someone else's waiting in place of the command's own between its requests. */
    public static ToolRun waiting(
            Sleeper sleeper, Map<String, String> environment, String... arguments) {
        return of(surroundings(environment, false, sleeper), arguments);
    }

    static CommandContext surroundings(Map<String, String> environment, boolean terminal) {
        return surroundings(environment, terminal, duration -> {});
    }

    private static CommandContext surroundings(
            Map<String, String> environment, boolean terminal, Sleeper sleeper) {
        return new CommandContext(
                environment,
                terminal,
                question -> null,
                InputStream.nullInputStream(),
                InstantSource.system(),
                sleeper);
    }
}
