package org.platformnetwork.termexecutor.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Map;
import org.platformnetwork.termexecutor.clock.Pause;

/** One command as a shell would run it: its exit code and what it printed. */
public record ToolRun(int exitCode, String out, String err) {

    /** Where nobody sits at a terminal. */
    public static ToolRun of(Map<String, String> environment, String... arguments) {
        return of(surroundings(environment, false), arguments);
    }

    /** At a terminal. */
    public static ToolRun atTerminal(Map<String, String> environment, String... arguments) {
        return of(surroundings(environment, true), arguments);
    }

    static ToolRun of(Surroundings surroundings, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var tool = new CommandLineTool(surroundings, new PrintWriter(out), new PrintWriter(err));
        return new ToolRun(tool.run(arguments), out.toString(), err.toString());
    }

    private static Surroundings surroundings(Map<String, String> environment, boolean terminal) {
        Pause pause = duration -> Thread.sleep(duration.dividedBy(20));
        return new Surroundings(
                environment, terminal, question -> null, InstantSource.system(), pause);
    }
}
