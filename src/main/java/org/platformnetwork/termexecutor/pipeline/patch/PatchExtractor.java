package org.platformnetwork.termexecutor.pipeline.patch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.pipeline.layer.ReferenceDependencies;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/**
 * Tells with git what an agent changed since the task was prepared, and makes the same change
 * again. It works with a git directory of its own, for the agent may do to the repository's what it
 * likes, and inside a sandbox, so that nothing in a tree can do more than its author could.
 */
public final class PatchExtractor {

    private static final int MAX_LARGEST = 5;

    /** How many bytes of files may at most have gone into one of the patch. */
    private static final int MOST_PACKED = 64;

    /** What git may say, in bytes, of files that are no part of the patch. */
    private static final long MAX_CHANGES = 16L << 20;

    private final TaskContext context;
    private final Layer layer;
    private final StepRunner stepRunner;

    public PatchExtractor(TaskContext context, Layer layer, StepRunner stepRunner) {
        this.context = context;
        this.layer = layer;
        this.stepRunner = stepRunner;
    }

    /** Sets the git directory aside before any command of the task has run. */
    public void keepGitDirectory() throws IOException {
        PrivateGit.keep(layer);
    }

    /**
     * Takes the prepared tree as what changes are measured by.
     *
     * @param scratch a directory that does not exist, removed again
     */
    public void recordBase(Path scratch, String repoPath) throws IOException, PhaseFailedException {
        try (var sandbox = context.sandboxes().open(scratch, layer, SandboxPhase.VERIFY, repoPath);
                var git = PrivateGit.handOver(context, layer, stepRunner, sandbox)) {
            require(git.run("snapshot", ChangeScripts.RECORD), FailureClass.INFRA_ERROR);
            context.remover().accept(layer.git());
            sandbox.takeBack(git.directory());
            Files.move(git.directory(), layer.git());
        }
        context.remover().accept(scratch);
    }

    /**
     * Takes the change. Repositories that the agent made or cloned are left out of one that is too
     * large with them.
     *
     * @param sandbox one for {@link SandboxPhase#VERIFY} in place of the agent's
     * @throws PhaseFailedException as {@code resource_limit} when there is too much of it, as
     *     {@code agent_failed} when it cannot be read
     */
    public AgentPatch extract(Sandbox sandbox) throws IOException, PhaseFailedException {
        long limit = context.settings().maxPatch().toBytes();
        try (var git = PrivateGit.handOver(context, layer, stepRunner, sandbox)) {
            var most = Long.toString(limit + 1);
            var taken =
                    git.run("change", ChangeScripts.TAKE, most, Long.toString(limit * MOST_PACKED));
            if (Objects.equals(taken.code(), ChangeScripts.TOO_LARGE)) {
                throw tooLarge(limit, largest(git.read("large")));
            }
            requireReadable(taken);
            if (Files.size(git.output("changes")) > limit + MAX_CHANGES) {
                throw new PhaseFailedException(
                        FailureClass.RESOURCE_LIMIT,
                        "The agent changed too many files (limit: patch).");
            }
            var changes = PrivateGit.read(git.output("changes"), ISO_8859_1);
            var files = new ArrayList<>(ChangedFile.parse(changes));
            var omittedFiles =
                    new OmittedFiles(git.read("left"), git.read("errors"), git.read("clones"));
            var installed = new InstalledFiles(layer.repository());
            leaveOut(notOfTheAgent(files, installed, omittedFiles), files, git, most);
            if (size(git) > limit) {
                var repositories = omittedFiles.repositories(git.read("nested"), files);
                leaveOut(repositories, files, git, most);
            }
            if (size(git) > limit) {
                throw tooLarge(limit, largest(git, files));
            }
            // Tests that run in place can write where the sandbox left it.
            var patch = sandbox.input().resolve("change");
            Files.copy(git.output("patch"), patch, LinkOption.NOFOLLOW_LINKS);
            Files.delete(git.output("patch"));
            return new AgentPatch(
                    patch,
                    PrivateGit.read(patch, UTF_8),
                    files,
                    installed.inTheWayOf(files),
                    omittedFiles.notes());
        }
    }

    private static PhaseFailedException tooLarge(long limit, List<String> largest) {
        return new PhaseFailedException(
                FailureClass.RESOURCE_LIMIT,
                "The agent's change is larger than %d bytes (limit: patch). The largest paths: %s."
                        .formatted(limit, String.join(", ", largest)));
    }

    /** What the base does not have, and is still no work of the agent's. */
    private static List<ChangedFile> notOfTheAgent(
            List<ChangedFile> files, InstalledFiles installed, OmittedFiles omittedFiles)
            throws IOException {
        var found = new ArrayList<ChangedFile>();
        for (var file : files) {
            if (file.isCompiledPython()) {
                omittedFiles.add(file.path());
                found.add(file);
            } else if (installed.hold(file)) {
                found.add(file);
            }
        }
        return found;
    }

    private static void leaveOut(
            List<ChangedFile> some, List<ChangedFile> files, PrivateGit git, String most)
            throws IOException, PhaseFailedException {
        if (some.isEmpty()) {
            return;
        }
        files.removeAll(new HashSet<>(some));
        var index = some.stream().map(ChangedFile::undoing).collect(joining());
        var seen = git.input("left_out", index, ISO_8859_1);
        requireReadable(git.run("change_without", ChangeScripts.CORRECT, most, seen));
    }

    private static long size(PrivateGit git) throws IOException {
        var patch = git.output("patch");
        if (!Files.isRegularFile(patch, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the patch was not written");
        }
        return Files.size(patch);
    }

    private static List<String> largest(PrivateGit git, List<ChangedFile> all)
            throws IOException, PhaseFailedException {
        var files = all.stream().filter(file -> !file.isDeleted()).toList();
        var ids = files.stream().map(file -> file.id() + "\n").collect(joining());
        requireReadable(git.run("measure", ChangeScripts.MEASURE, git.input("ids", ids, UTF_8)));
        var sizes = git.read("sizes").lines().mapToLong(PatchExtractor::size).boxed().toList();
        return IntStream.range(0, Math.min(files.size(), sizes.size()))
                .boxed()
                .sorted(Comparator.comparing(sizes::get).reversed())
                .limit(MAX_LARGEST)
                .map(i -> "%s (%d bytes)".formatted(files.get(i).path(), sizes.get(i)))
                .toList();
    }

    /** As {@link #largest(PrivateGit, List)}, of what was not taken. */
    private static List<String> largest(String sizes) {
        return Arrays.stream(sizes.split("\0", -1))
                .map(entry -> entry.split(" ", 2))
                .filter(fields -> fields.length == 2)
                .sorted(Comparator.comparingLong(fields -> -Long.parseLong(fields[0])))
                .limit(MAX_LARGEST)
                .map(fields -> "%s (%s bytes)".formatted(fields[1], fields[0]))
                .toList();
    }

    /** 0 for a commit of another repository, which has no size here. */
    private static long size(String line) {
        return line.matches("[0-9]{1,18}") ? Long.parseLong(line) : 0;
    }

    /** Makes a change in a fresh sandbox. */
    public void apply(AgentPatch agentPatch, Sandbox sandbox)
            throws IOException, PhaseFailedException {
        apply(agentPatch, Set.of(), sandbox);
    }

    /**
     * Makes a change in a fresh sandbox.
     *
     * @param except paths that keep what they have
     */
    public void apply(AgentPatch agentPatch, Set<String> except, Sandbox sandbox)
            throws IOException, PhaseFailedException {
        if (agentPatch.isEmpty()) {
            return;
        }
        try (var git = PrivateGit.handOver(context, layer, stepRunner, sandbox)) {
            var patch = git.input("patch", agentPatch.patch());
            var inTheWay =
                    agentPatch.conflicting().stream()
                            .filter(path -> !except.contains(path))
                            .map(path -> path + "\0")
                            .collect(joining());
            var stepResult =
                    git.run(
                            "apply",
                            ChangeScripts.APPLY,
                            patch,
                            git.input("in_the_way", inTheWay, UTF_8),
                            git.input("except", ReferenceDependencies.patterns(except), UTF_8));
            require(stepResult, FailureClass.TESTS_FAILED);
            Files.delete(sandbox.input().resolve("patch"));
        }
    }

    private static void require(StepRunner.StepResult stepResult, FailureClass otherwise)
            throws PhaseFailedException {
        if (!stepResult.isSuccess()) {
            throw new PhaseFailedException(
                    otherwise,
                    "Could not apply the agent's patch:\n" + stepResult.output().text().strip());
        }
    }

    private static void requireReadable(StepRunner.StepResult stepResult)
            throws PhaseFailedException {
        if (!stepResult.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.AGENT_FAILED, "The agent left a repository that cannot be read.");
        }
    }
}
