package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.sandbox.Isolation;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox.Layout;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses a level as a task does, since that alone shows whether it works. */
final class IsolationProbe {

    private static final Logger log = LoggerFactory.getLogger(IsolationProbe.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** An agent can work with what was prepared. */
    private static final String WORK =
            """
            test -e made && rm base && >base && >~/x && >"$TMPDIR/x" || exit 1
            """;

    /** And cannot read what lies beside. */
    private static final String CLOSED = WORK + "! cat \"$1\"\n";

    private final Workspaces workspaces;

    IsolationProbe(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    /**
     * What stood in the way, in the words of the program that failed, null when nothing did. What
     * an install command wrote has to reach the agent's sandbox.
     *
     * @param network whether the commands are to have a network
     */
    @Nullable String attempt(IsolationDriver driver, boolean network) throws IOException {
        var script = driver.isolation() == Isolation.PROCESS ? WORK : CLOSED;
        return lines(driver, network, script) instanceof Failure(var said) ? said : null;
    }

    /** What an agent's command prints; empty when it cannot be run. */
    String output(IsolationDriver driver, String script) throws IOException {
        return lines(driver, false, script) instanceof Success(var output) ? output : "";
    }

    private sealed interface Result {}

    private record Success(String output) implements Result {}

    private record Failure(String said) implements Result {}

    private Result lines(IsolationDriver driver, boolean network, String script)
            throws IOException {
        var directory = workspaces.batch("trial");
        var beside = directory.resolve("beside");
        try {
            Workspaces.createClosed(directory);
            Files.writeString(beside, "");
            var layer = Layer.create(directory.resolve("layer"));
            Files.writeString(layer.repository().resolve("base"), "");
            var first = directory.resolve("1");
            var preparation = new Layout(first, first, layer, SandboxPhase.PREPARE, "/repo");
            var prepared = run(driver, preparation, network, ">made", beside);
            if (prepared instanceof Failure) {
                return prepared;
            }
            driver.freeze(layer);
            var second = directory.resolve("2");
            var agent = new Layout(second, second, layer, SandboxPhase.AGENT, "/repo");
            return run(driver, agent, network, script, beside);
        } catch (IOException | IllegalStateException e) {
            log.atDebug().setCause(e).log("An isolation level does not work here");
            return new Failure(String.valueOf(e.getMessage()));
        } finally {
            workspaces.remove(directory);
        }
    }

    private static Result run(
            IsolationDriver driver, Layout layout, boolean network, String script, Path argument)
            throws IOException {
        var command =
                new SandboxCommand(
                        List.of("sh", "-c", script, "sh", argument.toString()),
                        "",
                        Map.of(),
                        TIMEOUT,
                        network);
        layout.createDirectories();
        try {
            driver.setUp(layout);
            var processResult = driver.run(layout, command, CommandLimits.NONE);
            return processResult instanceof ProcessResult.Exited exited && exited.code() == 0
                    ? new Success(exited.output().text())
                    : new Failure(lastWords(processResult));
        } finally {
            driver.tearDown(layout);
        }
    }

    /** One line about a command that did not succeed, its own last one where it wrote any. */
    static String lastWords(ProcessResult processResult) {
        return switch (processResult) {
            case ProcessResult.Exited(var status, var output, _) ->
                    output.text()
                            .lines()
                            .filter(line -> !line.isBlank())
                            .reduce((_, line) -> line)
                            .orElse("a probe command ended with exit code " + status.code());
            case ProcessResult.TimedOut _ -> "a probe command did not end in time";
            case ProcessResult.Cancelled _ -> "the probe was interrupted";
            case ProcessResult.NotStarted(var reason) -> reason;
        };
    }
}
