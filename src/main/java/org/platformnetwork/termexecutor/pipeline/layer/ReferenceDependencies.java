package org.platformnetwork.termexecutor.pipeline.layer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.dependency.Declarations;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency;
import org.platformnetwork.termexecutor.pipeline.dependency.DependencyFiles;
import org.platformnetwork.termexecutor.pipeline.patch.PrivateGit;
import org.platformnetwork.termexecutor.pipeline.patch.TreeFiles;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * What the reference patch does to manifests and lock files.
 *
 * @param paths of those that it touches
 * @param files what they hold with the patch; one that is missing here, it deletes
 * @param declarations what they say with the patch
 * @param changed dependencies that they name in another way than the base's
 */
public record ReferenceDependencies(
        Set<String> paths,
        Map<String, byte[]> files,
        Declarations declarations,
        Set<Dependency> changed) {

    /** Checks the paths out of the base's tree, and of the same with the patch. */
    private static final String SPLIT =
            """
            set -e
            export GIT_INDEX_FILE=$1/reference-index
            mapfile -d '' -t paths <"$2"
            mapfile -d '' -t included <"$3"
            files() {
              mkdir "$1"
              git ls-files -z -- "${paths[@]/#/:(literal)}" | git checkout-index -z --stdin --prefix="$1/"
            }
            git read-tree HEAD
            files "$1/base"
            git apply --cached --binary --whitespace=nowarn "${included[@]/#/--include=}" -- "$4"
            files "$1/reference"
            """;

    /**
     * Reads them.
     *
     * @param plain the task's layer
     * @param scratch a directory that does not exist, removed again
     * @return null when the patch changes no dependency, and when it does not apply
     */
    static @Nullable ReferenceDependencies of(
            TaskContext context,
            EvaluationTask task,
            Layer plain,
            Path scratch,
            StepRunner stepRunner)
            throws IOException, PhaseFailedException {
        var reference = task.reference();
        var paths = new TreeSet<String>();
        if (reference != null) {
            reference.paths().stream().filter(DependencyFiles::include).forEach(paths::add);
        }
        if (reference == null || paths.isEmpty()) {
            return null;
        }
        var repoPath = task.environment().repoPath();
        try (var sandbox = context.sandboxes().open(scratch, plain, SandboxPhase.VERIFY, repoPath);
                var git = PrivateGit.handOver(context, plain, stepRunner, sandbox)) {
            var patch = sandbox.input().resolve("reference");
            try (InputStream in = reference.open()) {
                Files.copy(in, patch);
            }
            sandbox.handOver(patch);
            var stepResult =
                    git.run(
                            "reference_dependencies",
                            SPLIT,
                            git.input("paths", list(paths), UTF_8),
                            git.input("included", patterns(paths), UTF_8),
                            sandbox.seen(patch).toString());
            if (!stepResult.isSuccess()) {
                stepRunner.info(
                        "reference_layer", "The reference patch does not apply to the base.");
                return null;
            }
            var files = TreeFiles.below(git.output("reference"), paths);
            var declarations = Declarations.of(files);
            var base = Declarations.of(TreeFiles.below(git.output("base"), paths));
            var changed = declarations.changedSince(base);
            return changed.isEmpty()
                    ? null
                    : new ReferenceDependencies(paths, files, declarations, changed);
        } finally {
            context.remover().accept(scratch);
        }
    }

    private static String list(Set<String> paths) {
        return paths.stream().map(path -> path + "\0").collect(Collectors.joining());
    }

    /** For options of git-apply(1) that match paths; each of them matches one. */
    public static String patterns(Set<String> paths) {
        return list(
                paths.stream()
                        .map(path -> path.replaceAll("[\\\\*?\\[]", "\\\\$0"))
                        .collect(Collectors.toSet()));
    }
}
