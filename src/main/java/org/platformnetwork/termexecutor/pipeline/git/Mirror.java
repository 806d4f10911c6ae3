package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessResult;

/**
 * What is kept of one repository; only the holder of its lock may use it. It holds the commits that
 * were asked for, each with its files but without its past, or everything where the far side gives
 * no commit by its hash or the hash is short. Names of the far side stay below {@code refs/origin},
 * where they mean nothing to git.
 */
final class Mirror {

    private static final Pattern FULL_HASH = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final Pattern SHORT_HASH = Pattern.compile("[0-9a-f]{7,63}");
    private static final int MAX_CANDIDATES = 20;

    /** Half of the commits that tasks name lie within the first; the deepest known is 2,658. */
    private static final List<Integer> DEPTHS = List.of(100, 4000);

    private final GitCommands git;
    private final MirrorFiles files;
    private final Origin origin;
    private boolean changed;

    Mirror(GitCommands git, MirrorFiles files, Origin origin) {
        this.git = git;
        this.files = files;
        this.origin = origin;
    }

    private StepFailedException missing(@Nullable String commit) {
        return StepFailedException.impossible(
                commit == null
                        ? origin.shown() + " has no commit."
                        : "The commit %s does not exist in %s.".formatted(commit, origin.shown()));
    }

    /** Whether anything was fetched. */
    boolean changed() {
        return changed;
    }

    /**
     * The full hash of a commit that is here when this returns; fetched only when it was not.
     *
     * @param commit lower case; null for the tip of the default branch, which is always fetched
     */
    String bring(@Nullable String commit) throws StepFailedException, IOException {
        if (files.isBusy()) {
            files.remove();
        }
        if (!Files.exists(files.directory())) {
            files.beginChange();
            git.run(
                    files.root(),
                    "init",
                    "--quiet",
                    "--bare",
                    "--template=",
                    files.directory().toString());
            files.endChange();
        }
        if (commit == null) {
            return tip();
        }
        if (FULL_HASH.matcher(commit).matches()) {
            return exactly(commit);
        }
        if (SHORT_HASH.matcher(commit).matches()) {
            return beginningWith(commit);
        }
        throw missing(commit);
    }

    /** Whether all that the references reach is here; false also when it cannot be read. */
    boolean isSound() throws StepFailedException {
        return git.attempt(files.directory(), "fsck", "--connectivity-only", "--no-dangling")
                != null;
    }

    private String tip() throws StepFailedException, IOException {
        if (!fetched(List.of("--depth=1"), "+HEAD:refs/tip")) {
            fetchEverything();
            if (!fetched(List.of(), "+HEAD:refs/tip")) {
                throw missing(null);
            }
        }
        var tip = commit("refs/tip");
        if (tip == null) {
            throw missing(null);
        }
        return tip;
    }

    private String exactly(String commit) throws StepFailedException, IOException {
        if (has(commit)
                || (fetched(List.of("--depth=1"), commit + ":refs/commits/" + commit)
                        && has(commit))
                || hasAfterDeepening(commit)) {
            return commit;
        }
        fetchEverything();
        if (!has(commit)) {
            throw missing(commit);
        }
        return commit;
    }

    private boolean hasAfterDeepening(String commit) throws StepFailedException, IOException {
        if (Files.exists(completeMark())) {
            return false;
        }
        for (int depth : DEPTHS) {
            if (!fetched(
                    List.of("--prune", "--depth=" + depth), "+refs/heads/*:refs/origin/heads/*")) {
                return false;
            }
            if (has(commit)) {
                return true;
            }
        }
        return false;
    }

    /** A prefix that is unique among some commits need not be so among all. */
    private String beginningWith(String prefix) throws StepFailedException, IOException {
        var found = Files.exists(completeMark()) ? candidates(prefix) : List.<String>of();
        if (found.isEmpty()) {
            fetchEverything();
            found = candidates(prefix);
        }
        if (found.size() != 1) {
            throw missing(prefix);
        }
        return found.getFirst();
    }

    /** Looks at objects only: git itself would take a branch of that name first. */
    private List<String> candidates(String prefix) throws StepFailedException {
        var commits = new ArrayList<String>();
        var objects = git.attempt(files.directory(), "rev-parse", "--disambiguate=" + prefix);
        for (var object : (objects == null ? "" : objects).lines().limit(MAX_CANDIDATES).toList()) {
            if (has(object)) {
                commits.add(object);
            }
        }
        return commits;
    }

    private void fetchEverything() throws StepFailedException, IOException {
        var options = new ArrayList<>(List.of("--prune"));
        if (Files.exists(files.directory().resolve("shallow"))) {
            options.add("--unshallow");
        }
        var everything = fetch(options, "+refs/*:refs/origin/*");
        if (everything.code() != 0) {
            throw failure(everything);
        }
        git.run(files.directory(), "pack-refs", "--all");
        Files.write(completeMark(), new byte[0]);
    }

    /**
     * Whether the far side gave it; false when it may still give it in another way.
     *
     * @throws StepFailedException when it gives nothing at all
     */
    private boolean fetched(List<String> options, String reference)
            throws StepFailedException, IOException {
        var exited = fetch(options, reference);
        if (exited.code() != 0 && Origin.isRefusal(exited)) {
            throw failure(exited);
        }
        return exited.code() == 0;
    }

    private StepFailedException failure(ProcessResult.Exited fetch) {
        var reason = origin.reason(fetch);
        return new StepFailedException(
                Origin.isRefusal(fetch)
                        ? new CheckoutResult.Refused(reason)
                        : new CheckoutResult.Failed(reason));
    }

    private ProcessResult.Exited fetch(List<String> options, String reference)
            throws StepFailedException, IOException {
        var line = new ArrayList<>(List.of("fetch", "--quiet", "--no-tags", "--force"));
        line.addAll(List.of("--no-write-fetch-head", "--no-recurse-submodules"));
        line.addAll(options);
        changed = true;
        files.beginChange();
        var exited = git.fetch(files.directory(), line, origin, reference);
        // git itself ends with at most 128; above, it was killed, and its lock files remain.
        if (exited.code() <= 128) {
            files.endChange();
        }
        return exited;
    }

    private Path completeMark() {
        return files.directory().resolve("complete");
    }

    private boolean has(String commit) throws StepFailedException {
        return commit.equals(commit(commit));
    }

    /** The commit that a revision means; null when it means none. */
    private @Nullable String commit(String revision) throws StepFailedException {
        var found =
                git.attempt(
                        files.directory(),
                        "rev-parse",
                        "--verify",
                        "--quiet",
                        revision + "^{commit}");
        return found == null ? null : found.strip();
    }
}
