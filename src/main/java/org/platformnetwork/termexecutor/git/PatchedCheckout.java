package org.platformnetwork.termexecutor.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.git.GitSteps.StepFailedException;
import org.platformnetwork.termexecutor.process.Outcome;

/**
 * A commit with a patch applied, as the root commit of a repository that never held anything else:
 * what the patch deletes is in no object, whatever the base brought with it. Amending the base and
 * pruning would depend on git finding every last reference.
 */
final class PatchedCheckout {

    private static final int MAX_REASON = 200;

    private final GitSteps steps;
    private final Path base;
    private final Path patch;
    private final Path directory;

    PatchedCheckout(GitSteps steps, Path base, Path patch, Path directory) {
        this.steps = steps;
        this.base = base;
        this.patch = patch;
        this.directory = directory;
    }

    CheckoutResult run() {
        try {
            var commit = commitPatched();
            steps.git(directory, "init", "--quiet", "--template=");
            steps.git(directory, "fetch", "--quiet", "--no-tags", "--", "file://" + base, commit);
            steps.git(directory, "checkout", "--quiet", "--detach", commit);
            Files.deleteIfExists(directory.resolve(".git/FETCH_HEAD"));
            return new CheckoutResult.Ready(commit);
        } catch (StepFailedException e) {
            return e.result();
        } catch (IOException e) {
            return new CheckoutResult.Failed("The working tree could not be written.");
        }
    }

    /** Works on the index alone, where line ends and links are as the patch's author had them. */
    private String commitPatched() throws StepFailedException {
        var applied =
                steps.start(
                        base,
                        List.of(
                                "apply",
                                "--cached",
                                "--whitespace=nowarn",
                                "--",
                                patch.toString()));
        if (!GitSteps.isSuccess(applied)) {
            throw new StepFailedException(new CheckoutResult.Impossible(reason(applied)));
        }
        var tree = steps.git(base, "write-tree");
        // The base's own date: builds read it, and the same task always starts from one commit.
        var date = "@%s +0000".formatted(steps.git(base, "log", "--max-count=1", "--format=%ct"));
        var identity =
                Map.of(
                        "GIT_AUTHOR_NAME", "base",
                        "GIT_AUTHOR_EMAIL", "base@example.invalid",
                        "GIT_AUTHOR_DATE", date,
                        "GIT_COMMITTER_NAME", "base",
                        "GIT_COMMITTER_EMAIL", "base@example.invalid",
                        "GIT_COMMITTER_DATE", date);
        return steps.git(base, identity, "commit-tree", "-m", "Base", tree);
    }

    private String reason(Outcome applied) {
        var name = String.valueOf(patch.getFileName());
        var output = GitSteps.text(applied).replace(patch.toString(), name);
        var line = output.lines().findFirst().orElse("");
        return "%s does not apply to the base commit: %s"
                .formatted(name, line.substring(0, Math.min(MAX_REASON, line.length())));
    }
}
