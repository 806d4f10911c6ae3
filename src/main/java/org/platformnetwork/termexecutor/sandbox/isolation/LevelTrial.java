package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Role;
import org.platformnetwork.termexecutor.sandbox.Sandbox.Layout;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses a level as a task does, since that alone shows whether it works. */
final class LevelTrial {

    private static final Logger log = LoggerFactory.getLogger(LevelTrial.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** An agent can work with what was prepared. */
    private static final String WORK =
            """
            test -e made && rm base && >base && >~/x && >"$TMPDIR/x" || exit 1
            """;

    /** And cannot read what lies beside. */
    private static final String CLOSED = WORK + "! cat \"$1\"\n";

    private final Workspaces workspaces;

    LevelTrial(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    /**
     * What stood in the way, in the words of the program that failed, null when nothing did. What
     * an install command wrote has to reach the agent's sandbox.
     *
     * @param network whether the commands are to have a network
     */
    @Nullable String attempt(Level level, boolean network) throws IOException {
        var script = level.isolation() == Isolation.PROCESS ? WORK : CLOSED;
        return lines(level, network, script) instanceof Failure(var said) ? said : null;
    }

    /** What an agent's command prints; empty when it cannot be run. */
    String output(Level level, String script) throws IOException {
        return lines(level, false, script) instanceof Success(var output) ? output : "";
    }

    private sealed interface Result {}

    private record Success(String output) implements Result {}

    private record Failure(String said) implements Result {}

    private Result lines(Level level, boolean network, String script) throws IOException {
        var directory = workspaces.batch("trial");
        var beside = directory.resolve("beside");
        try {
            Workspaces.createClosed(directory);
            Files.writeString(beside, "");
            var layer = Layer.create(directory.resolve("layer"));
            Files.writeString(layer.repository().resolve("base"), "");
            var first = directory.resolve("1");
            var preparation = new Layout(first, first, layer, Role.PREPARE, "/repo");
            var prepared = run(level, preparation, network, ">made", beside);
            if (prepared instanceof Failure) {
                return prepared;
            }
            level.seal(layer);
            var second = directory.resolve("2");
            var agent = new Layout(second, second, layer, Role.AGENT, "/repo");
            return run(level, agent, network, script, beside);
        } catch (IOException | IllegalStateException e) {
            log.atDebug().setCause(e).log("A level of isolation does not work here");
            return new Failure(String.valueOf(e.getMessage()));
        } finally {
            workspaces.remove(directory);
        }
    }

    private static Result run(
            Level level, Layout layout, boolean network, String script, Path argument)
            throws IOException {
        var command =
                new SandboxCommand(
                        List.of("sh", "-c", script, "sh", argument.toString()),
                        "",
                        Map.of(),
                        PATIENCE,
                        network);
        layout.createDirectories();
        try {
            level.furnish(layout);
            var outcome = level.run(layout, command, Bounds.NONE);
            return outcome instanceof Outcome.Exited exited && exited.code() == 0
                    ? new Success(exited.output().text())
                    : new Failure(lastWords(outcome));
        } finally {
            level.release(layout);
        }
    }

    /** One line about a command that did not succeed, its own last one where it wrote any. */
    static String lastWords(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Exited(var status, var output, _) ->
                    output.text()
                            .lines()
                            .filter(line -> !line.isBlank())
                            .reduce((_, line) -> line)
                            .orElse("a trial command ended with exit code " + status.code());
            case Outcome.TimedOut _ -> "a trial command did not end in time";
            case Outcome.Cancelled _ -> "the trial was interrupted";
            case Outcome.NotStarted(var reason) -> reason;
        };
    }
}
