package org.platformnetwork.termexecutor.execution;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
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

    private static final int MAX_NAMED = 20;
    private static final int MAX_LARGEST = 5;

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
            var lists = handOverGitDirectory(sandbox);
            require(
                    run(sandbox, "snapshot", ChangeScripts.RECORD, lists),
                    FailureClass.INFRA_ERROR);
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
        var most = Long.toString(limit + 1);
        var lists = handOverGitDirectory(sandbox);
        requireReadable(run(sandbox, "change", ChangeScripts.TAKE, lists, most));
        var all = ChangedFile.parse(read(sandbox.temporary().resolve("changes")));
        var undone = undone(all);
        var files = new ArrayList<>(all);
        files.removeAll(undone);
        if (!undone.isEmpty()) {
            var index =
                    handOver(
                            sandbox,
                            "undone",
                            undone.stream().map(ChangedFile::undoing).collect(joining()));
            requireReadable(
                    run(sandbox, "change_without", ChangeScripts.CORRECT, lists, most, index));
        }
        var patch = sandbox.temporary().resolve("patch");
        if (!Files.isRegularFile(patch, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the patch was not written");
        }
        if (Files.size(patch) > limit) {
            throw new PhaseFailedException(
                    FailureClass.RESOURCE_LIMIT,
                    "The agent's change is larger than %d bytes (limit: patch). The largest paths: %s."
                            .formatted(limit, String.join(", ", largest(sandbox, lists, files))));
        }
        var notes = notes(sandbox, undone);
        tools.remover().accept(gitDirectory(sandbox));
        // Tests that run in place can write where the sandbox left it.
        var kept = sandbox.input().resolve("change");
        Files.copy(patch, kept, LinkOption.NOFOLLOW_LINKS);
        Files.delete(patch);
        return new Change(
                kept,
                read(kept),
                files.stream().map(ChangedFile::path).toList(),
                inTheWay(files),
                notes);
    }

    /** What the base has not, and is still no work of the agent's. */
    private List<ChangedFile> undone(List<ChangedFile> files) throws IOException {
        var installed = new InstalledFiles(layer.repository());
        var undone = new ArrayList<ChangedFile>();
        for (var file : files) {
            if (file.isCompiledPython() || installed.hold(file)) {
                undone.add(file);
            }
        }
        return undone;
    }

    private List<String> inTheWay(List<ChangedFile> files) {
        var installed = new InstalledFiles(layer.repository());
        return files.stream()
                .map(file -> installed.inTheWayOf(file, files))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private List<String> notes(Sandbox sandbox, List<ChangedFile> undone) throws IOException {
        var leftOut = new ArrayList<>(items(read(sandbox.temporary().resolve("left"))));
        undone.stream()
                .filter(ChangedFile::isCompiledPython)
                .map(ChangedFile::path)
                .forEach(leftOut::add);
        var refused =
                read(sandbox.temporary().resolve("errors"))
                        .lines()
                        .filter(line -> line.startsWith("error: "))
                        .map(line -> line.substring("error: ".length()))
                        .distinct()
                        .toList();
        var notes = new ArrayList<String>();
        if (!leftOut.isEmpty()) {
            notes.add(
                    "Left out of the change, as environments, caches and compiled files are: %s."
                            .formatted(some(leftOut)));
        }
        if (!refused.isEmpty()) {
            notes.add("Left out of the change, for git refuses it: %s.".formatted(some(refused)));
        }
        return notes;
    }

    private static String some(List<String> all) {
        var named = String.join(", ", all.subList(0, Math.min(MAX_NAMED, all.size())));
        return all.size() > MAX_NAMED
                ? named + " and %d more".formatted(all.size() - MAX_NAMED)
                : named;
    }

    private List<String> largest(Sandbox sandbox, String lists, List<ChangedFile> all)
            throws IOException, PhaseFailedException {
        var files = all.stream().filter(file -> !file.isDeleted()).toList();
        var ids = files.stream().map(file -> file.id() + "\n").collect(joining());
        requireReadable(
                run(sandbox, "measure", ChangeScripts.MEASURE, lists, handOver(sandbox, "ids", ids)));
        var sizes = read(sandbox.temporary().resolve("sizes")).lines().map(Long::valueOf).toList();
        return IntStream.range(0, Math.min(files.size(), sizes.size()))
                .boxed()
                .sorted(Comparator.comparing(sizes::get).reversed())
                .limit(MAX_LARGEST)
                .map(i -> "%s (%d bytes)".formatted(files.get(i).path(), sizes.get(i)))
                .toList();
    }

    /** Makes a change in a fresh sandbox. */
    void apply(Change change, Sandbox sandbox) throws IOException, PhaseFailedException {
        if (change.isEmpty()) {
            return;
        }
        var lists = handOverGitDirectory(sandbox);
        var patch = sandbox.input().resolve("patch");
        Files.copy(change.patch(), patch, LinkOption.NOFOLLOW_LINKS);
        sandbox.handOver(patch);
        var inTheWay =
                change.inTheWay().stream().map(path -> path + "\0").collect(joining());
        var ended =
                run(
                        sandbox,
                        "apply",
                        ChangeScripts.APPLY,
                        lists,
                        sandbox.seen(patch).toString(),
                        handOver(sandbox, "in_the_way", inTheWay));
        require(ended, FailureClass.TESTS_FAILED);
        tools.remover().accept(gitDirectory(sandbox));
        Files.delete(patch);
    }

    /** Gives commands of a sandbox a copy, and the directory for their lists beside it. */
    private String handOverGitDirectory(Sandbox sandbox) throws IOException {
        var git = gitDirectory(sandbox);
        DirectoryCopy.copy(layer.git(), git);
        sandbox.handOver(git);
        return sandbox.seen(sandbox.temporary()).toString();
    }

    /** Writes a file for commands of a sandbox; where they see it. */
    private static String handOver(Sandbox sandbox, String name, String content)
            throws IOException {
        var file = Files.writeString(sandbox.input().resolve(name), content);
        sandbox.handOver(file);
        return sandbox.seen(file).toString();
    }

    private Steps.Ended run(Sandbox sandbox, String name, String script, String... arguments)
            throws PhaseFailedException {
        var command =
                new SandboxCommand(
                        concatenated(
                                List.of("bash", "-o", "pipefail", "-c", script, name), arguments),
                        "",
                        Map.of(
                                "GIT_DIR", sandbox.seen(gitDirectory(sandbox)).toString(),
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

    private static void requireReadable(Steps.Ended ended) throws PhaseFailedException {
        ended.requireWithinLimits("The change of the repository");
        if (!ended.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.AGENT_FAILED, "The agent left a repository that cannot be read.");
        }
    }

    private static List<String> items(String list) {
        return Arrays.stream(list.split("\0")).filter(item -> !item.isEmpty()).toList();
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
