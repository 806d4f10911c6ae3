package org.platformnetwork.termexecutor.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.git.GitSteps.StepFailedException;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.springframework.stereotype.Component;

/**
 * Brings exactly one commit of a repository: the tree is that commit's or there is none, and the
 * result holds no remote, branch, tag, reflog or object besides it. A commit is fetched by its
 * hash; where the server refuses that, the whole history is fetched aside and the one commit taken
 * from it.
 */
@Component
public final class GitCheckout {

    private static final Pattern FULL_HASH = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final CheckoutResult MISSING =
            new CheckoutResult.Impossible("The base commit does not exist in the repository.");
    private static final int MAX_CANDIDATES = 20;

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

    private final class Attempt {

        private final String url;
        private final @Nullable String commit;
        private final Path directory;
        private final Path aside;
        private final GitSteps steps;

        Attempt(String url, @Nullable String commit, Path directory, Path aside) {
            this.url = url;
            this.commit = commit;
            this.directory = directory;
            this.aside = aside;
            this.steps = new GitSteps(settings, runner, url);
        }

        CheckoutResult run() {
            try {
                steps.git(directory, "init", "--quiet", "--template=");
                if (!fetchDirectly()) {
                    fetchThroughWholeHistory();
                }
                var fetched = commit(directory, "FETCH_HEAD");
                if (fetched == null || (commit != null && !fetched.startsWith(commit))) {
                    return MISSING;
                }
                steps.git(directory, "checkout", "--quiet", "--detach", fetched);
                Files.deleteIfExists(directory.resolve(".git/FETCH_HEAD"));
                return new CheckoutResult.Ready(fetched);
            } catch (StepFailedException e) {
                return e.result();
            } catch (IOException e) {
                return new CheckoutResult.Failed("The working tree could not be written.");
            }
        }

        private boolean fetchDirectly() throws StepFailedException {
            var wanted = Objects.requireNonNullElse(commit, "HEAD");
            boolean exact = commit == null || FULL_HASH.matcher(commit).matches();
            return exact
                    && GitSteps.isSuccess(
                            steps.start(
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
                    steps.start(
                            parent,
                            List.of(
                                    "clone",
                                    "--quiet",
                                    "--mirror",
                                    "--template=",
                                    "--",
                                    url,
                                    aside.toString()));
            if (!GitSteps.isSuccess(cloned)) {
                steps.logged(cloned);
                throw GitSteps.failed("The repository could not be fetched.");
            }
            var found = commit == null ? commit(aside, "HEAD") : commitBeginningWith(commit);
            if (found == null) {
                throw new StepFailedException(MISSING);
            }
            steps.git(
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
                    steps.start(
                            where,
                            List.of("rev-parse", "--verify", "--quiet", revision + "^{commit}"));
            return GitSteps.isSuccess(found) ? GitSteps.text(found) : null;
        }

        /** Looks at objects only: git itself would take a branch of that name first. */
        private @Nullable String commitBeginningWith(String prefix) throws StepFailedException {
            var commits = new ArrayList<String>();
            var objects = steps.start(aside, List.of("rev-parse", "--disambiguate=" + prefix));
            for (var object : GitSteps.text(objects).lines().limit(MAX_CANDIDATES).toList()) {
                if (object.equals(commit(aside, object))) {
                    commits.add(object);
                }
            }
            return commits.size() == 1 ? commits.getFirst() : null;
        }
    }
}
