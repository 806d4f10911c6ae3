package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.ProgramPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs git for one checkout, all of it within one deadline, so that nothing in a repository makes
 * git start a program: its configuration is ours alone, and only what a command needs may be
 * reached.
 */
final class GitCommands {

    private static final Logger log = LoggerFactory.getLogger(GitCommands.class);
    private static final String LOCAL = "file";
    private static final int MAX_OUTPUT = 1024 * 1024;

    private static final String SSH = "ssh -o BatchMode=yes -o ConnectTimeout=15";

    /** Also read by the far side of file:// fetches, which ignores what the command line sets. */
    private static final String CONFIGURATION =
            """
            [safe]
                directory = *
            [uploadpack]
                allowAnySHA1InWant = true
            [core]
                hooksPath = /dev/null
                logAllRefUpdates = false
                fsmonitor = false
                sshCommand = %s
            [protocol "ext"]
                allow = never
            [credential]
                helper =
            [submodule]
                recurse = false
            [advice]
                detachedHead = false
            [init]
                defaultBranch = main
            [gc]
                auto = 0
            [maintenance]
                auto = false
            # A pack appears as a whole; a killed fetch would leave loose objects without the rest.
            [fetch]
                unpackLimit = 1
            """
                    .formatted(SSH);

    private final GitSettings settings;
    private final ProcessRunner runner;
    private final Predicate<InetAddress> reachable;
    private final long deadline;

    /**
     * The time for the checkout begins here.
     *
     * @param reachable the addresses that a task may lead to
     */
    GitCommands(GitSettings settings, ProcessRunner runner, Predicate<InetAddress> reachable) {
        this.settings = settings;
        this.runner = runner;
        this.reachable = reachable;
        this.deadline = runner.nanoTime() + settings.cloneTimeout().toNanos();
    }

    /** Writes the configuration that every command reads. */
    static void configure(Path home) throws IOException {
        Files.createDirectories(home);
        // Mirrors hold what came after a task's commit, which no command of a task may read.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(home.resolve(".gitconfig"), CONFIGURATION);
    }

    /** What is left of the time, always positive. */
    Duration remaining() throws StepFailedException {
        var remaining = Duration.ofNanos(deadline - runner.nanoTime());
        if (!remaining.isPositive()) {
            throw new StepFailedException(new CheckoutResult.TimedOut());
        }
        return remaining;
    }

    /** What a command printed that has to succeed, and that reaches this machine's files only. */
    String run(Path where, String... arguments) throws StepFailedException {
        return run(where, Map.of(), arguments);
    }

    /** As {@link #run(Path, String...)}, with further variables in its environment. */
    String run(Path where, Map<String, String> variables, String... arguments)
            throws StepFailedException {
        var exited = exited(where, List.of(arguments), variables, LOCAL);
        if (exited.code() != 0) {
            log.atInfo()
                    .addKeyValue("command", arguments[0])
                    .addKeyValue("output", lastLine(exited))
                    .log("git did not succeed");
            throw StepFailedException.failed("git %s failed.".formatted(arguments[0]));
        }
        return exited.output().text();
    }

    /** As {@link #run}, but null when the command failed, or printed more than can be kept. */
    @Nullable String attempt(Path where, String... arguments) throws StepFailedException {
        var exited = outcome(where, arguments);
        return exited.code() == 0 && !exited.output().truncated() ? exited.output().text() : null;
    }

    /** How a command ended that may fail, and that reaches this machine's files only. */
    ProcessResult.Exited outcome(Path where, String... arguments) throws StepFailedException {
        return exited(where, List.of(arguments), Map.of(), LOCAL);
    }

    /**
     * How {@code git fetch} ended, the only command that may reach other machines.
     *
     * @param arguments up to the options, the first of which is the command
     * @throws StepFailedException also when it wanted to reach one that it must not
     */
    ProcessResult.Exited fetch(Path where, List<String> arguments, Origin origin, String reference)
            throws StepFailedException {
        try (var route = route(origin)) {
            var line = new ArrayList<>(route.options());
            line.addAll(arguments);
            line.addAll(List.of("--", route.url(), reference));
            var protocols = String.join(":", settings.allowedProtocols());
            var exited = exited(where, line, route.environment(), protocols);
            if (exited.code() != 0) {
                route.check();
                log.atInfo()
                        .addKeyValue("command", arguments.getFirst())
                        .addKeyValue("reason", origin.reason(exited))
                        .log("git did not succeed");
            }
            return exited;
        }
    }

    private Route route(Origin origin) throws StepFailedException {
        return settings.allowPrivate() || origin.trusted()
                ? Route.open(origin.url())
                : Route.guarded(origin.url(), SSH, reachable);
    }

    private ProcessResult.Exited exited(
            Path where, List<String> arguments, Map<String, String> variables, String protocols)
            throws StepFailedException {
        var line = new ArrayList<>(List.of("git"));
        line.addAll(arguments);
        var command =
                new Command(
                        line, where, environment(variables, protocols), remaining(), MAX_OUTPUT);
        return switch (runner.run(command)) {
            case ProcessResult.TimedOut timedOut ->
                    throw new StepFailedException(new CheckoutResult.TimedOut());
            case ProcessResult.Cancelled cancelled ->
                    throw new StepFailedException(new CheckoutResult.Cancelled());
            case ProcessResult.NotStarted notStarted ->
                    throw StepFailedException.failed(
                            "git could not be started: " + notStarted.reason());
            case ProcessResult.Exited exited -> exited;
        };
    }

    private Map<String, String> environment(Map<String, String> variables, String protocols) {
        var complete = new HashMap<>(variables);
        complete.putAll(hardened(protocols));
        return complete;
    }

    private Map<String, String> hardened(String protocols) {
        return Map.of(
                "PATH", ProgramPath.OWN,
                "HOME", settings.home().toString(),
                "LANG", "C.UTF-8",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_ATTR_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_ALLOW_PROTOCOL", protocols,
                "GIT_NO_LAZY_FETCH", "1",
                "GIT_LFS_SKIP_SMUDGE", "1");
    }

    /** Without paths and URLs; a host may remain, so it is not for users. */
    private static String lastLine(ProcessResult.Exited exited) {
        return exited.output()
                .text()
                .strip()
                .lines()
                .reduce("", (first, second) -> second)
                .replaceAll("'[^']*'|\\S*[/:]\\S+", "…");
    }
}
