package org.platformnetwork.termexecutor.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Outcome;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings exactly one commit of a repository: the tree is that commit's or there is none, and the
 * result holds no remote, branch, tag, reflog or object besides it. A commit is fetched by its
 * hash; where the server refuses that, the whole history is fetched aside and the one commit taken
 * from it.
 */
@Component
public final class GitCheckout {

    private static final Logger log = LoggerFactory.getLogger(GitCheckout.class);
    private static final Pattern FULL_HASH = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final CheckoutResult MISSING =
            new CheckoutResult.Impossible("The base commit does not exist in the repository.");
    private static final int MAX_CANDIDATES = 20;
    private static final int MAX_OUTPUT = 16 * 1024;

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
            [protocol "ext"]
                allow = never
            [advice]
                detachedHead = false
            [init]
                defaultBranch = main
            [gc]
                auto = 0
            """;

    private final GitSettings settings;
    private final RepositoryUrls urls;
    private final ProcessRunner runner;

    GitCheckout(GitSettings settings, ProcessRunner runner) throws IOException {
        this.settings = settings;
        this.urls = new RepositoryUrls(settings);
        this.runner = runner;
        Files.createDirectories(settings.home());
        Files.writeString(settings.home().resolve(".gitconfig"), CONFIGURATION);
    }

    /**
     * Checks a commit out into an empty directory.
     *
     * @param repository a URL, before rewriting
     * @param commit a hash of 7 to 64 hex digits; null for the tip of the default branch
     * @param aside a path that does not exist, on the same disk; what is put there the caller
     *     removes
     */
    public CheckoutResult checkout(
            String repository, @Nullable String commit, Path directory, Path aside) {
        var url = urls.resolve(repository);
        if (url.isEmpty()) {
            return new CheckoutResult.Impossible(
                    "The repository's address is not a URL of an allowed protocol (%s)."
                            .formatted(String.join(", ", settings.allowedProtocols())));
        }
        var wanted = commit == null ? null : commit.toLowerCase(Locale.ROOT);
        return new Attempt(url.get(), wanted, directory, aside).run();
    }

    /**
     * Brings a checked-out commit, with a patch applied, as the only commit of another repository.
     *
     * @param base what {@link #checkout} has brought; its objects change, its tree does not
     * @param patch in the form of {@code git diff}; when it does not apply, the result is {@link
     *     CheckoutResult.Impossible}
     * @param directory an empty directory
     */
    public CheckoutResult checkoutPatched(Path base, Path patch, Path directory) {
        var steps = new GitSteps(settings, runner, "file://" + base);
        return new PatchedCheckout(steps, base, patch, directory).run();
    }

    /** Leaves an attempt at the first git command that did not do its work. */
    private static final class StepFailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient CheckoutResult result;

        StepFailedException(CheckoutResult result) {
            this.result = result;
        }
    }

    private final class Attempt {

        private final String url;
        private final @Nullable String commit;
        private final Path directory;
        private final Path aside;
        private final long deadline = System.nanoTime() + settings.cloneTimeout().toNanos();

        Attempt(String url, @Nullable String commit, Path directory, Path aside) {
            this.url = url;
            this.commit = commit;
            this.directory = directory;
            this.aside = aside;
        }

        CheckoutResult run() {
            try {
                git(directory, "init", "--quiet", "--template=");
                if (!fetchDirectly()) {
                    fetchThroughWholeHistory();
                }
                var fetched = commit(directory, "FETCH_HEAD");
                if (fetched == null || (commit != null && !fetched.startsWith(commit))) {
                    return MISSING;
                }
                git(directory, "checkout", "--quiet", "--detach", fetched);
                Files.deleteIfExists(directory.resolve(".git/FETCH_HEAD"));
                return new CheckoutResult.Ready(fetched);
            } catch (StepFailedException e) {
                return e.result;
            } catch (IOException e) {
                return new CheckoutResult.Failed("The working tree could not be written.");
            }
        }

        private boolean fetchDirectly() throws StepFailedException {
            var wanted = Objects.requireNonNullElse(commit, "HEAD");
            boolean exact = commit == null || FULL_HASH.matcher(commit).matches();
            return exact
                    && isSuccess(
                            start(
                                    directory,
                                    List.of(
                                            "fetch",
                                            "--quiet",
                                            "--depth=1",
                                            "--no-tags",
                                            "--",
                                            url,
                                            wanted)));
        }

        private void fetchThroughWholeHistory() throws StepFailedException {
            var parent = Objects.requireNonNull(aside.getParent());
            var cloned =
                    start(
                            parent,
                            List.of(
                                    "clone",
                                    "--quiet",
                                    "--mirror",
                                    "--template=",
                                    "--",
                                    url,
                                    aside.toString()));
            if (!isSuccess(cloned)) {
                logged(cloned);
                throw failed("The repository could not be fetched.");
            }
            var found = commit == null ? commit(aside, "HEAD") : commitBeginningWith(commit);
            if (found == null) {
                throw new StepFailedException(MISSING);
            }
            git(
                    directory,
                    "fetch",
                    "--quiet",
                    "--depth=1",
                    "--no-tags",
                    "--",
                    "file://" + aside,
                    found);
        }

        /** The commit that a revision means; null when it means none. */
        private @Nullable String commit(Path where, String revision) throws StepFailedException {
            var found =
                    start(
                            where,
                            List.of("rev-parse", "--verify", "--quiet", revision + "^{commit}"));
            return isSuccess(found) ? text(found) : null;
        }

        /** Looks at objects only: git itself would take a branch of that name first. */
        private @Nullable String commitBeginningWith(String prefix) throws StepFailedException {
            var commits = new ArrayList<String>();
            var objects = start(aside, List.of("rev-parse", "--disambiguate=" + prefix));
            for (var object : text(objects).lines().limit(MAX_CANDIDATES).toList()) {
                if (object.equals(commit(aside, object))) {
                    commits.add(object);
                }
            }
            return commits.size() == 1 ? commits.getFirst() : null;
        }

        private String git(Path where, String... arguments) throws StepFailedException {
            var outcome = start(where, List.of(arguments));
            if (!isSuccess(outcome)) {
                logged(outcome);
                throw failed("git %s failed.".formatted(arguments[0]));
            }
            return text(outcome);
        }

        private Outcome start(Path where, List<String> arguments) throws StepFailedException {
            var remaining = Duration.ofNanos(deadline - System.nanoTime());
            if (!remaining.isPositive()) {
                throw new StepFailedException(new CheckoutResult.TimedOut());
            }
            var line = new ArrayList<>(List.of("git"));
            line.addAll(arguments);
            var outcome =
                    runner.run(new Command(line, where, environment(), remaining, MAX_OUTPUT));
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

        private Map<String, String> environment() {
            return Map.of(
                    "PATH", Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin"),
                    "HOME", settings.home().toString(),
                    "LANG", "C.UTF-8",
                    "GIT_CONFIG_NOSYSTEM", "1",
                    "GIT_TERMINAL_PROMPT", "0",
                    "GIT_ALLOW_PROTOCOL", String.join(":", settings.allowedProtocols()) + ":file",
                    "GIT_LFS_SKIP_SMUDGE", "1");
        }

        /** For the log, without paths and URLs; a host may remain, so it is not for users. */
        private void logged(Outcome outcome) {
            var line =
                    text(outcome)
                            .lines()
                            .reduce("", (first, second) -> second)
                            .replace(url, "the repository")
                            .replaceAll("'[^']*/[^']*'", "the repository");
            log.atWarn().addKeyValue("output", line).log("git failed");
        }
    }

    private static StepFailedException failed(String reason) {
        return new StepFailedException(new CheckoutResult.Failed(reason));
    }

    private static boolean isSuccess(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited && exited.code() == 0;
    }

    private static String text(Outcome outcome) {
        return outcome instanceof Outcome.Exited exited ? exited.output().text().strip() : "";
    }
}
