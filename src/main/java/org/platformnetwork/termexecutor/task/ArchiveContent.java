package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an extracted archive holds, or why it cannot be evaluated at all. */
public sealed interface ArchiveContent {

    /**
     * Tasks and an agent to run on them.
     *
     * @param tasks every task directory, the invalid ones included; at least one is valid
     */
    record Complete(List<LoadedTask> tasks, AgentCode agent) implements ArchiveContent {
        public Complete {
            tasks = List.copyOf(tasks);
        }

        /** The task of that id; an earlier version may have found others in the archive. */
        public LoadedTask task(TaskId id) {
            return tasks.stream()
                    .filter(task -> task.id().equals(id))
                    .findFirst()
                    .orElseGet(
                            () -> new InvalidTask(id, "The task is not in the archive any more."));
        }
    }

    /**
     * Nothing that could be run.
     *
     * @param reason one sentence for the uploader
     */
    record Unusable(String reason) implements ArchiveContent {}

    /**
     * Reads an extracted archive.
     *
     * @param extracted the directory it was extracted into
     * @throws IOException when our own disk fails; anything wrong with the archive is an answer
     */
    static ArchiveContent read(Path extracted) throws IOException {
        var root = root(extracted);
        if (root == null) {
            return new Unusable(
                    "The archive has no tasks/ directory at its root or one directory down.");
        }
        var code = root.resolve("agent_code");
        if (!Files.isDirectory(code)) {
            return new Unusable("The archive has no agent_code/ directory beside tasks/.");
        }
        var agent = AgentCode.find(code);
        if (agent.isEmpty()) {
            return new Unusable(
                    "agent_code/ has no entry: agent.*, main.*, or a single file at its top.");
        }
        var tasks = TaskLoader.loadAll(root.resolve("tasks"));
        if (tasks.isEmpty()) {
            return new Unusable("tasks/ holds no directory with a workspace.yaml.");
        }
        if (tasks.stream().noneMatch(EvaluationTask.class::isInstance)) {
            return new Unusable("No task can be read. The first: " + reason(tasks.getFirst()));
        }
        return new Complete(tasks, agent.get());
    }

    /** Every task directory, also of an archive that is unusable. */
    static List<LoadedTask> tasks(Path extracted) throws IOException {
        var root = root(extracted);
        return root == null ? List.of() : TaskLoader.loadAll(root.resolve("tasks"));
    }

    private static String reason(LoadedTask task) {
        return task instanceof InvalidTask invalid ? invalid.reason() : "";
    }

    private static @Nullable Path root(Path extracted) throws IOException {
        if (Files.isDirectory(extracted.resolve("tasks"))) {
            return extracted;
        }
        try (Stream<Path> top = Files.list(extracted)) {
            return top.filter(directory -> !TaskFiles.isLitter(extracted.relativize(directory)))
                    .filter(directory -> Files.isDirectory(directory.resolve("tasks")))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }
    }
}
