package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.dependency.Declarations;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency;
import org.platformnetwork.termexecutor.pipeline.patch.TreeFiles;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * The layer of a task whose reference patch changes dependencies: the base with the reference's
 * manifests and lock files, never its sources, on which the install commands have run. It is made
 * when it is first asked for and kept as every layer is. No agent ever runs on it, and nothing of
 * an agent's goes into it.
 */
public final class ReferenceLayer implements AutoCloseable {

    private static final List<String> LOCK_FILES =
            List.of(
                    "poetry.lock",
                    "uv.lock",
                    "pdm.lock",
                    "Pipfile.lock",
                    "package-lock.json",
                    "yarn.lock",
                    "pnpm-lock.yaml",
                    "Cargo.lock");

    private final TaskContext context;
    private final EvaluationTask task;
    private final Layer plain;
    private final Path directory;
    private final StepRunner stepRunner;
    private final ReferenceDependencies dependencies;
    private LayerCache.@Nullable Lease lease;

    private ReferenceLayer(
            TaskContext context,
            EvaluationTask task,
            Layer plain,
            Path directory,
            StepRunner stepRunner,
            ReferenceDependencies dependencies) {
        this.context = context;
        this.task = task;
        this.plain = plain;
        this.directory = directory;
        this.stepRunner = stepRunner;
        this.dependencies = dependencies;
    }

    /**
     * The one that a task is to have.
     *
     * @param plain the task's layer
     * @param directory for what is needed meanwhile; not there yet
     * @return null when the reference patch changes no dependency
     */
    public static @Nullable ReferenceLayer find(
            TaskContext context,
            EvaluationTask task,
            Layer plain,
            Path directory,
            StepRunner stepRunner)
            throws IOException, PhaseFailedException {
        var scratch = directory.resolveSibling(directory.getFileName() + "-manifests");
        var dependencies = ReferenceDependencies.of(context, task, plain, scratch, stepRunner);
        return dependencies == null
                ? null
                : new ReferenceLayer(context, task, plain, directory, stepRunner, dependencies);
    }

    /** The reference's manifests and lock files: changes on the layer leave them alone. */
    public Set<String> paths() {
        return dependencies.paths();
    }

    /**
     * The layer, made unless it is there.
     *
     * @throws PhaseFailedException as {@code infra_error} when it cannot be made
     */
    public Layer layer() throws IOException, PhaseFailedException {
        return lease().prepared().layer();
    }

    /** What is missing from it, a sentence each. */
    public List<String> notes() throws IOException, PhaseFailedException {
        return lease().prepared().notes();
    }

    /** Has the next one who asks make it anew, when something is missing from it. */
    public void discardIfIncomplete() {
        if (lease != null && !lease.prepared().notes().isEmpty()) {
            lease.discard();
        }
    }

    private LayerCache.Lease lease() throws IOException, PhaseFailedException {
        if (lease == null) {
            stepRunner.info(
                    "reference_layer",
                    "Preparing the base with the manifests and lock files of the reference patch.");
            try {
                var key = task.preparationHash(dependencies.files());
                lease = context.layerCache().acquire(key, plain.image(), this::prepare);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw StepRunner.cancelled();
            }
        }
        return lease;
    }

    /** With the operator's variables only where it cannot be installed without. */
    private LayerCache.CachedLayer prepare(Path place) throws IOException, PhaseFailedException {
        Workspaces.createClosed(directory);
        var variables = context.variables().install();
        var without =
                new LayerBuilder(context, task, plain.image(), directory, stepRunner)
                        .withReference(dependencies, Map.of());
        var cachedLayer = without.run(place);
        if (!without.hasFailedInstall() || variables.isEmpty()) {
            return cachedLayer;
        }
        context.remover().accept(place);
        return new LayerBuilder(context, task, plain.image(), directory, stepRunner)
                .withReference(dependencies, variables)
                .run(place);
    }

    /** What an agent's manifests and lock files do not name at all, whatever is installed. */
    public Set<Dependency> unnamed(Declarations agents) {
        var unnamed = new TreeSet<>(Dependency.BY_NAME);
        for (var dependency : dependencies.changed()) {
            if (!agents.name(dependency)) {
                unnamed.add(dependency);
            }
        }
        return unnamed;
    }

    /** What the layer brings in a version that an agent's manifests and lock files do not admit. */
    public Set<Dependency> refused(Declarations agents) throws IOException, PhaseFailedException {
        var changed = dependencies.changed();
        var repoPath = task.environment().repoPath();
        var scratch = directory.resolveSibling(directory.getFileName() + "-installed");
        var before = InstalledVersions.of(changed, context, plain, repoPath, scratch, stepRunner);
        var after = InstalledVersions.of(changed, context, layer(), repoPath, scratch, stepRunner);
        var locked = Declarations.of(TreeFiles.below(layer().repository(), lockFiles()));
        var refused = new TreeSet<>(Dependency.BY_NAME);
        for (var dependency : changed) {
            var installed = new HashSet<>(after.getOrDefault(dependency, Set.of()));
            boolean isKnown = !installed.isEmpty();
            installed.removeAll(before.getOrDefault(dependency, Set.of()));
            if (isKnown && installed.isEmpty()) {
                continue;
            }
            var versions = isKnown ? installed : versions(dependency, locked);
            if (!agents.admit(dependency, dependencies.declarations(), versions)) {
                refused.add(dependency);
            }
        }
        return refused;
    }

    private Set<String> versions(Dependency dependency, Declarations locked) {
        var versions = locked.versions(dependency);
        return versions.isEmpty() ? dependencies.declarations().versions(dependency) : versions;
    }

    /**
     * What an agent's own files say.
     *
     * @param left has what the agent left
     * @param changed paths of manifests and lock files that it changed
     */
    public Declarations declarations(Sandbox left, List<String> changed)
            throws IOException, PhaseFailedException {
        var paths = new TreeSet<>(dependencies.paths());
        paths.addAll(changed);
        paths.addAll(lockFiles());
        return Declarations.of(TreeFiles.read("manifests", paths, left, stepRunner));
    }

    /** Beside the manifests that the reference touches and in every directory above. */
    private Set<String> lockFiles() {
        var paths = new TreeSet<String>();
        for (var path : dependencies.paths()) {
            for (int end = path.lastIndexOf('/'); ; end = path.lastIndexOf('/', end - 1)) {
                var parent = path.substring(0, end + 1);
                LOCK_FILES.forEach(name -> paths.add(parent + name));
                if (end <= 0) {
                    break;
                }
            }
        }
        return paths;
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
