package org.platformnetwork.termexecutor.pipeline.patch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * The reference patch as git applies it to the prepared base, and each file that it changes as it
 * is afterwards. Git reads the patch in a sandbox, since it is the archive's.
 *
 * @param change as {@link PatchExtractor#apply} makes it
 * @param files by their paths; those without a plain file afterwards (deleted, links) have none
 * @param deleted paths of the files that are gone afterwards
 */
public record ReferenceSolution(
        AgentPatch change, Map<String, ChangedContent> files, List<String> deleted) {

    private static final int DOES_NOT_APPLY = 3;

    /** Of the patch as git writes it, in bytes. */
    private static final long MAX_PATCH = 256L << 20;

    /**
     * A file as the patch leaves it.
     *
     * @param file its content, in the task's own directory
     */
    public record ChangedContent(Path file, boolean isProgram) {}

    /** What became of a patch. */
    public sealed interface Application {

        /** It applies. */
        record Applied(ReferenceSolution solution) implements Application {}

        /**
         * It does not apply.
         *
         * @param reason what git says
         */
        record Refused(String reason) implements Application {}
    }

    public ReferenceSolution {
        files = Map.copyOf(files);
        deleted = List.copyOf(deleted);
    }

    /** Lays one of its files, or takes away what it deletes. */
    public void addTo(FileOverlay overlay, String path) {
        var content = files.get(path);
        if (content == null) {
            overlay.addDeletion(path);
        } else if (content.isProgram()) {
            overlay.addProgram(path, () -> Files.newInputStream(content.file()));
        } else {
            overlay.add(path, () -> Files.newInputStream(content.file()));
        }
    }

    /**
     * Applies the patch of a task that has one.
     *
     * @param directory for its files and for a sandbox; not there yet
     */
    public static Application apply(
            TaskContext context,
            EvaluationTask task,
            Layer layer,
            Path directory,
            StepRunner stepRunner)
            throws IOException, PhaseFailedException {
        var reference = task.reference();
        if (reference == null) {
            throw new IllegalArgumentException("the task has no reference patch");
        }
        Files.createDirectories(directory);
        var root = directory.resolve("sandbox");
        var repoPath = task.environment().repoPath();
        try (var sandbox = context.sandboxes().open(root, layer, SandboxPhase.VERIFY, repoPath);
                var git = PrivateGit.handOver(context, layer, stepRunner, sandbox)) {
            var published = Files.createDirectories(directory).resolve("published.diff");
            try (var in = reference.open()) {
                Files.copy(in, published);
            }
            var most = Long.toString(MAX_PATCH);
            var patch = git.input("published.diff", published);
            var stepResult = git.run("reference_patch", ChangeScripts.REFERENCE, patch, most);
            if (!stepResult.isSuccess()) {
                return refused(stepResult);
            }
            return Files.size(git.output("patch")) < MAX_PATCH
                    ? new Application.Applied(read(git, layer, directory))
                    : new Application.Refused("It is larger than %d bytes.".formatted(MAX_PATCH));
        } finally {
            context.remover().accept(root);
        }
    }

    private static Application refused(StepRunner.StepResult stepResult)
            throws PhaseFailedException {
        Integer code = stepResult.code();
        if (code == null || code != DOES_NOT_APPLY) {
            throw new PhaseFailedException(
                    FailureClass.INFRA_ERROR, "The reference patch could not be read.");
        }
        return new Application.Refused(stepResult.output().text().strip());
    }

    private static ReferenceSolution read(PrivateGit git, Layer layer, Path directory)
            throws IOException {
        var changed = ChangedFile.parse(PrivateGit.read(git.output("changes"), ISO_8859_1));
        var files = new TreeMap<String, ChangedContent>();
        for (int i = 0; i < changed.size(); i++) {
            var written = git.output("files").resolve(Integer.toString(i + 1));
            if (Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS)) {
                var kept = directory.resolve(Integer.toString(i + 1));
                Files.copy(written, kept, LinkOption.NOFOLLOW_LINKS);
                boolean isProgram = changed.get(i).mode().equals("100755");
                files.put(changed.get(i).path(), new ChangedContent(kept, isProgram));
            }
        }
        var patch = directory.resolve("patch");
        Files.copy(git.output("patch"), patch, LinkOption.NOFOLLOW_LINKS);
        var agentPatch =
                new AgentPatch(
                        patch,
                        PrivateGit.read(patch, UTF_8),
                        changed,
                        new InstalledFiles(layer.repository()).inTheWayOf(changed),
                        List.of());
        var deleted =
                changed.stream().filter(ChangedFile::isDeleted).map(ChangedFile::path).toList();
        return new ReferenceSolution(agentPatch, files, deleted);
    }

    /** The file as the patch leaves it; null when it is not a plain file of it. */
    public @Nullable ChangedContent file(String path) {
        return files.get(path);
    }
}
