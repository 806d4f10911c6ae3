package org.platformnetwork.termexecutor.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * git commands that share one deadline and the hardened environment: nothing of the machine's
 * configuration, and of the service's own variables only {@code PATH}.
 */
final class GitSteps {

    private static final Logger log = LoggerFactory.getLogger(GitSteps.class);
    private static final int MAX_OUTPUT = 16 * 1024;

    private final GitSettings settings;
    private final ProcessRunner runner;
    private final String secret;
    private final long deadline;

    /**
     * @param secret what must not show in the log: the repository's address
     */
    GitSteps(GitSettings settings, ProcessRunner runner, String secret) {
        this.settings = settings;
        this.runner = runner;
        this.secret = secret;
        this.deadline = System.nanoTime() + settings.cloneTimeout().toNanos();
    }

    /** Leaves an attempt at the first git command that did not do its work. */
    static final class StepFailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient CheckoutResult result;

        StepFailedException(CheckoutResult result) {
            this.result = result;
        }

        CheckoutResult result() {
            return result;
        }
    }

    /** What a command that has to succeed printed, stripped. */
    String git(Path where, String... arguments) throws StepFailedException {
        return git(where, Map.of(), arguments);
    }

    /** As {@link #git(Path, String...)}, with further variables. */
    String git(Path where, Map<String, String> variables, String... arguments)
            throws StepFailedException {
        var outcome = start(where, variables, List.of(arguments));
        if (!isSuccess(outcome)) {
            logged(outcome);
            throw failed("git %s failed.".formatted(arguments[0]));
        }
        return text(outcome);
    }

    /** How a command ended that may fail. */
    Outcome start(Path where, List<String> arguments) throws StepFailedException {
        return start(where, Map.of(), arguments);
    }

    private Outcome start(Path where, Map<String, String> variables, List<String> arguments)
            throws StepFailedException {
        var remaining = Duration.ofNanos(deadline - System.nanoTime());
        if (!remaining.isPositive()) {
            throw new StepFailedException(new CheckoutResult.TimedOut());
        }
        var line = new ArrayList<>(List.of("git"));
        line.addAll(arguments);
        var outcome =
                runner.run(new Command(line, where, environment(variables), remaining, MAX_OUTPUT));
        switch (outcome) {
            case Outcome.TimedOut timedOut ->
                    throw new StepFailedException(new CheckoutResult.TimedOut());
            case Outcome.Cancelled cancelled ->
                    throw new StepFailedException(new CheckoutResult.Cancelled());
            case Outcome.NotStarted notStarted ->
                    throw failed("git could not be started: " + notStarted.reason());
            case Outcome.Exited exited -> {
                return exited;
            }
        }
    }

    private Map<String, String> environment(Map<String, String> variables) {
        var complete = new HashMap<>(variables);
        complete.put("PATH", Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin"));
        complete.put("HOME", settings.home().toString());
        complete.put("LANG", "C.UTF-8");
        complete.put("GIT_CONFIG_NOSYSTEM", "1");
        complete.put("GIT_TERMINAL_PROMPT", "0");
        complete.put("GIT_ALLOW_PROTOCOL", String.join(":", settings.allowedProtocols()) + ":file");
        complete.put("GIT_LFS_SKIP_SMUDGE", "1");
        return complete;
    }

    /** For the log, without paths and URLs; a host may remain, so it is not for users. */
    void logged(Outcome outcome) {
        var line =
                text(outcome)
                        .lines()
                        .reduce("", (first, second) -> second)
                        .replace(secret, "the repository")
                        .replaceAll("'[^']*/[^']*'", "the repository");
        log.atWarn().addKeyValue("output", line).log("git failed");
    }

    static StepFailedException failed(String reason) {
        return new StepFailedException(new CheckoutResult.Failed(reason));
    }

    static boolean isSuccess(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited && exited.code() == 0;
    }

    static String text(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited ? exited.output().text().strip() : "";
    }
}
