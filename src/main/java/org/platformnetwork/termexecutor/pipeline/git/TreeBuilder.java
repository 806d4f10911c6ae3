package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the files of one commit and of the submodules it names, each at its exact commit. What a
 * task can do nothing about (a submodule that may not be fetched or that is given to no one, a file
 * kept elsewhere) becomes a note; a network that fails does not, since the verdict would depend on
 * it.
 */
final class TreeBuilder {

    private static final int MAX_SUBMODULES = 50;
    private static final int MAX_DEPTH = 5;

    private final GitSettings settings;
    private final GitCommands git;
    private final RepositoryUrls urls;
    private final Mirrors mirrors;
    private final List<String> notes = new ArrayList<>();
    private int submodules;

    TreeBuilder(GitSettings settings, GitCommands git, Mirrors mirrors) {
        this.settings = settings;
        this.git = git;
        this.urls = new RepositoryUrls(settings);
        this.mirrors = mirrors;
    }

    /** The parameters are those of {@link GitCheckout#checkout}, the hash in lower case. */
    CheckoutResult build(String repository, @Nullable String commit, Path directory)
            throws StepFailedException, IOException, InterruptedException {
        return new CheckoutResult.Ready(lay(repository, commit, directory, 0), notes);
    }

    private String lay(String repository, @Nullable String commit, Path directory, int depth)
            throws StepFailedException, IOException, InterruptedException {
        var origin = urls.resolve(repository);
        if (origin.isEmpty()) {
            throw StepFailedException.impossible(
                    "The repository's address is not a URL of an allowed protocol (%s)."
                            .formatted(String.join(", ", settings.allowedProtocols())));
        }
        var found = mirrors.copy(git, origin.get(), commit, directory);
        git.run(directory, "checkout", "--quiet", "--detach", found);
        int pointers = LfsPointers.count(git, directory);
        if (pointers > 0) {
            notes.add(
                    "%d files are Git LFS pointers; what they stand for was not fetched."
                            .formatted(pointers));
        }
        laySubmodules(repository, found, directory, depth);
        return found;
    }

    private void laySubmodules(String repository, String commit, Path directory, int depth)
            throws StepFailedException, IOException, InterruptedException {
        var declared = Submodule.of(git, directory, commit, MAX_SUBMODULES);
        if (declared == null) {
            notes.add("The submodules were not fetched: .gitmodules cannot be read.");
            return;
        }
        for (var submodule : declared) {
            if (depth == MAX_DEPTH || submodules == MAX_SUBMODULES) {
                notes.add("Not all submodules were fetched: there are too many.");
                return;
            }
            submodules++;
            var problem = laySubmodule(repository, submodule, directory, depth);
            if (problem != null) {
                notes.add(
                        "The submodule %s was not fetched: %s"
                                .formatted(submodule.shownPath(), problem));
            }
        }
    }

    private @Nullable String laySubmodule(
            String parent, Submodule submodule, Path directory, int depth)
            throws StepFailedException, IOException, InterruptedException {
        if (submodule.isOdd()) {
            return "Its path is not a plain one.";
        }
        if (submodule.commit() == null) {
            // Declared and since removed: nothing is missing.
            return null;
        }
        var place = submodule.place(directory);
        if (place == null) {
            return "Its directory is not empty.";
        }
        try {
            lay(
                    RepositoryUrls.relativeTo(parent, submodule.url()),
                    submodule.commit(),
                    place,
                    depth + 1);
            return null;
        } catch (StepFailedException e) {
            var refusal = refusal(e.result());
            if (refusal == null) {
                throw naming(submodule, e);
            }
            MirrorFiles.removeTree(place.resolve(".git"));
            return refusal;
        }
    }

    /** Why no one gets it; null when another attempt may. */
    private static @Nullable String refusal(CheckoutResult result) {
        return switch (result) {
            case CheckoutResult.Impossible(var reason) -> reason;
            case CheckoutResult.Refused(var reason) -> reason;
            default -> null;
        };
    }

    private static StepFailedException naming(Submodule submodule, StepFailedException e) {
        return switch (e.result()) {
            case CheckoutResult.Failed(var reason) ->
                    StepFailedException.failed(naming(submodule, reason));
            case CheckoutResult.TimedOut _ ->
                    StepFailedException.failed(
                            naming(submodule, "cloning timed out (CLONE_TIMEOUT_SECS)."));
            default -> e;
        };
    }

    private static String naming(Submodule submodule, String reason) {
        return "The submodule %s could not be fetched: %s".formatted(submodule.shownPath(), reason);
    }
}
