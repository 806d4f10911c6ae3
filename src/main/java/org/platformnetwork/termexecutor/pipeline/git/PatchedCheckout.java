package org.platformnetwork.termexecutor.pipeline.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.process.ProcessResult;

/**
 * A commit with a patch applied, as the root commit of a repository that never held anything else:
 * what the patch deletes is in no object, whatever the base brought with it. Amending the base and
 * pruning would depend on git finding every last reference.
 */
final class PatchedCheckout {

    private static final int MAX_REASON = 200;

    private final GitCommands git;
    private final Path base;
    private final Path patch;
    private final Path directory;

    PatchedCheckout(GitCommands git, Path base, Path patch, Path directory) {
        this.git = git;
        this.base = base;
        this.patch = patch;
        this.directory = directory;
    }

    CheckoutResult run() throws StepFailedException, IOException {
        var commit = commitPatched();
        git.run(directory, "init", "--quiet", "--template=");
        git.run(directory, "fetch", "--quiet", "--no-tags", "--", "file://" + base, commit);
        git.run(directory, "checkout", "--quiet", "--detach", commit);
        Files.deleteIfExists(directory.resolve(".git/FETCH_HEAD"));
        return new CheckoutResult.Ready(commit, List.of());
    }

    /** Works on the index alone, where line ends and links are as the patch's author had them. */
    private String commitPatched() throws StepFailedException {
        var applied =
                git.outcome(
                        base, "apply", "--cached", "--whitespace=nowarn", "--", patch.toString());
        if (applied.code() != 0) {
            throw StepFailedException.impossible(reason(applied));
        }
        var tree = git.run(base, "write-tree").strip();
        // The base's own date: builds read it, and the same task always starts from one commit.
        var seconds = git.run(base, "log", "--max-count=1", "--format=%ct").strip();
        var date = "@%s +0000".formatted(seconds);
        var identity =
                Map.of(
                        "GIT_AUTHOR_NAME", "base",
                        "GIT_AUTHOR_EMAIL", "base@example.invalid",
                        "GIT_AUTHOR_DATE", date,
                        "GIT_COMMITTER_NAME", "base",
                        "GIT_COMMITTER_EMAIL", "base@example.invalid",
                        "GIT_COMMITTER_DATE", date);
        return git.run(base, identity, "commit-tree", "-m", "Base", tree).strip();
    }

    private String reason(ProcessResult.Exited applied) {
        var name = String.valueOf(patch.getFileName());
        var output = applied.output().text().strip().replace(patch.toString(), name);
        var line = output.lines().findFirst().orElse("");
        return "%s does not apply to the base commit: %s"
                .formatted(name, line.substring(0, Math.min(MAX_REASON, line.length())));
    }
}
