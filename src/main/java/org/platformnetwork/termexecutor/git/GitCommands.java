package org.platformnetwork.termexecutor.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Outcome;
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
                sshCommand = ssh -o BatchMode=yes -o ConnectTimeout=15
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
            """;

    private final GitSettings settings;
    private final ProcessRunner runner;
    private final long deadline;

    /** The time for the checkout begins here. */
    GitCommands(GitSettings settings, ProcessRunner runner) {
        this.settings = settings;
        this.runner = runner;
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
            logFailure(arguments[0], exited);
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
    Outcome.Exited outcome(Path where, String... arguments) throws StepFailedException {
        return exited(where, List.of(arguments), Map.of(), LOCAL);
    }

    /** How a command ended that may reach whatever repositories may come from. */
    Outcome.Exited fetch(Path where, List<String> arguments) throws StepFailedException {
        var exited =
                exited(where, arguments, Map.of(), String.join(":", settings.allowedProtocols()));
        if (exited.code() != 0) {
            logFailure(arguments.getFirst(), exited);
        }
        return exited;
    }

    private Outcome.Exited exited(
            Path where, List<String> arguments, Map<String, String> variables, String protocols)
            throws StepFailedException {
        var line = new ArrayList<>(List.of("git"));
        line.addAll(arguments);
        var command =
                new Command(
                        line, where, environment(variables, protocols), remaining(), MAX_OUTPUT);
        return switch (runner.run(command)) {
            case Outcome.TimedOut timedOut ->
                    throw new StepFailedException(new CheckoutResult.TimedOut());
            case Outcome.Cancelled cancelled ->
                    throw new StepFailedException(new CheckoutResult.Cancelled());
            case Outcome.NotStarted notStarted ->
                    throw StepFailedException.failed(
                            "git could not be started: " + notStarted.reason());
            case Outcome.Exited exited -> exited;
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
    private static void logFailure(String subcommand, Outcome.Exited exited) {
        var line =
                exited.output()
                        .text()
                        .strip()
                        .lines()
                        .reduce("", (first, second) -> second)
                        .replaceAll("'[^']*'|\\S*[/:]\\S+", "…");
        log.atInfo()
                .addKeyValue("command", subcommand)
                .addKeyValue("output", line)
                .log("git did not succeed");
    }
}
