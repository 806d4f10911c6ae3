package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Role;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/**
 * Tells with git what an agent changed since the task was prepared, and makes the same change
 * again. It works with a git directory of its own, for the agent may do to the repository's what it
 * likes, and inside a sandbox, so that nothing in a tree can do more than its author could.
 */
final class ChangeTracker {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Above every attribute of the tree: no filters, no conversions, bytes as they are. */
    private static final String ATTRIBUTES =
            "* -text -eol -filter -ident -working-tree-encoding !diff !merge -export-subst\n";

    private static final String RECORD =
            """
            set -e
            git add --all
            git write-tree >/dev/null
            """;

    /** Compiled Python stays behind: it is loaded in place of a source that it may not be of. */
    private static final String TAKE =
            """
            set -e
            base=$(git write-tree)
            git add --all --ignore-errors -- . ':(exclude)*.py[cod]' || true
            differ() { git diff --cached --no-renames --no-ext-diff --no-textconv \
                           --no-color --ignore-submodules=all "$@" "$base"; }
            differ --name-only -z >"$1/paths"
            # Cut off by head, git ends by SIGPIPE.
            { differ --binary --full-index || [ $? = 141 ]; } | head -c "$2" >"$1/patch"
            """;

    private static final String APPLY =
            """
            git apply --binary --whitespace=nowarn -- "$1"
            """;

    private final TaskTools tools;
    private final Layer layer;
    private final Steps steps;

    ChangeTracker(TaskTools tools, Layer layer, Steps steps) {
        this.tools = tools;
        this.layer = layer;
        this.steps = steps;
    }

    /** Sets the git directory aside before any command of the task has run. */
    void keepGitDirectory() throws IOException {
        DirectoryCopy.copy(layer.repository().resolve(".git"), layer.git());
        Files.createDirectories(layer.git().resolve("info"));
        Files.writeString(layer.git().resolve("info/attributes"), ATTRIBUTES);
    }

    /**
     * Takes the prepared tree as what changes are measured by.
     *
     * @param scratch a directory that does not exist, removed again
     */
    void recordBase(Path scratch, String repoPath) throws IOException, PhaseFailedException {
        try (var sandbox = tools.sandboxes().open(scratch, layer, Role.VERIFY, repoPath)) {
            require(run(sandbox, "snapshot", RECORD), FailureClass.INFRA_ERROR);
            tools.remover().accept(layer.git());
            Files.move(gitDirectory(sandbox), layer.git());
        }
        tools.remover().accept(scratch);
    }

    /**
     * Takes the change.
     *
     * @param sandbox one for {@link Role#VERIFY} in place of the agent's
     * @throws PhaseFailedException as {@code resource_limit} when there is too much of it, as
     *     {@code agent_failed} when it cannot be read
     */
    Change take(Sandbox sandbox) throws IOException, PhaseFailedException {
        long limit = tools.settings().maxPatch().toBytes();
        var temporary = sandbox.seen(sandbox.temporary()).toString();
        var ended = run(sandbox, "change", TAKE, temporary, Long.toString(limit + 1));
        ended.requireWithinLimits("The change of the repository");
        if (!ended.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.AGENT_FAILED, "The agent left a repository that cannot be read.");
        }
        var patch = sandbox.temporary().resolve("patch");
        if (!Files.isRegularFile(patch, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the patch was not written");
        }
        if (Files.size(patch) > limit) {
            throw new PhaseFailedException(
                    FailureClass.RESOURCE_LIMIT,
                    "The agent's change is larger than %d bytes (limit: patch).".formatted(limit));
        }
        var names = read(sandbox.temporary().resolve("paths"));
        var paths = Arrays.stream(names.split("\0")).filter(name -> !name.isEmpty()).toList();
        tools.remover().accept(gitDirectory(sandbox));
        // Tests that run in place can write where the sandbox left it.
        var kept = sandbox.input().resolve("change");
        Files.copy(patch, kept, LinkOption.NOFOLLOW_LINKS);
        Files.delete(patch);
        return new Change(kept, read(kept), paths);
    }

    /** Makes a change in a fresh sandbox. */
    void apply(Change change, Sandbox sandbox) throws IOException, PhaseFailedException {
        if (change.isEmpty()) {
            return;
        }
        var patch = sandbox.input().resolve("patch");
        Files.copy(change.patch(), patch, LinkOption.NOFOLLOW_LINKS);
        sandbox.handOver(patch);
        var ended = run(sandbox, "apply", APPLY, sandbox.seen(patch).toString());
        require(ended, FailureClass.TESTS_FAILED);
        tools.remover().accept(gitDirectory(sandbox));
        Files.delete(patch);
    }

    private Steps.Ended run(Sandbox sandbox, String name, String script, String... arguments)
            throws IOException, PhaseFailedException {
        var git = gitDirectory(sandbox);
        DirectoryCopy.copy(layer.git(), git);
        sandbox.handOver(git);
        var command =
                new SandboxCommand(
                        concatenated(
                                List.of("bash", "-o", "pipefail", "-c", script, name), arguments),
                        "",
                        Map.of(
                                "GIT_DIR", sandbox.seen(git).toString(),
                                "GIT_WORK_TREE", sandbox.repository(),
                                "GIT_CONFIG_GLOBAL", "/dev/null",
                                "GIT_CONFIG_NOSYSTEM", "1",
                                "GIT_ATTR_NOSYSTEM", "1",
                                "GIT_OPTIONAL_LOCKS", "0"),
                        PATIENCE,
                        false);
        return steps.run(name, sandbox, command);
    }

    private static List<String> concatenated(List<String> first, String... second) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(second));
        return all;
    }

    private static void require(Steps.Ended ended, FailureClass otherwise)
            throws PhaseFailedException {
        ended.requireWithinLimits("The change of the repository");
        if (!ended.isSuccess()) {
            throw new PhaseFailedException(
                    otherwise,
                    "The change of the repository cannot be worked with:\n"
                            + ended.output().text().strip());
        }
    }

    private static Path gitDirectory(Sandbox sandbox) {
        return sandbox.temporary().resolve("git");
    }

    /** Names and patches need not be UTF-8; what is not shows as U+FFFD. */
    private static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
