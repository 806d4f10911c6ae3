package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads every directory below {@code tasks/} that holds a {@code workspace.yaml}, in the published
 * dialects; a directory that cannot be read becomes an {@link InvalidTask} with its reason.
 */
final class TaskLoader {

    private static final Pattern GITHUB_NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{7,64}");

    /** What Linux lets a single argument hold (MAX_ARG_STRLEN less its terminator). */
    private static final int MAX_PROMPT_BYTES = 128 * 1024 - 1;

    private TaskLoader() {}

    /** The tasks in the order of their paths; ids are unique. */
    static List<LoadedTask> loadAll(Path tasks) throws IOException {
        var loaded = new ArrayList<LoadedTask>();
        var seen = new HashMap<TaskId, String>();
        for (var directory : taskDirectories(tasks)) {
            var place = tasks.relativize(directory).toString();
            var task = load(directory, place);
            var first = seen.putIfAbsent(task.id(), place);
            if (first != null) {
                var reason =
                        "%s/%s: the id '%s' is taken by %s already."
                                .formatted(place, WorkspaceYaml.FILE_NAME, task.id(), first);
                task = new InvalidTask(freeId(place, seen), reason);
                seen.put(task.id(), place);
            }
            loaded.add(task);
        }
        return loaded;
    }

    private static List<Path> taskDirectories(Path tasks) throws IOException {
        try (Stream<Path> tree = Files.walk(tasks)) {
            return tree.filter(path -> path.endsWith(WorkspaceYaml.FILE_NAME))
                    .map(Path::getParent)
                    .filter(directory -> !directory.equals(tasks))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static LoadedTask load(Path directory, String place) throws IOException {
        var id = idFromPlace(place);
        try {
            var yaml = WorkspaceYaml.read(directory.resolve(WorkspaceYaml.FILE_NAME));
            id = id(yaml, id);
            return read(directory, yaml, id);
        } catch (InvalidTaskException e) {
            return new InvalidTask(id, place + ": " + e.getMessage());
        }
    }

    private static EvaluationTask read(Path directory, WorkspaceYaml yaml, TaskId id)
            throws InvalidTaskException, IOException {
        var material = TestMaterial.read(directory, yaml);
        if (material.scripts().isEmpty()) {
            throw new InvalidTaskException(
                    "There is nothing to run: no tests/*.sh, no checks.txt, no fail_to_pass.");
        }
        return new EvaluationTask(
                id,
                repository(yaml.text("repo")),
                commit(yaml.text("base_commit")),
                installCommands(yaml),
                prompt(directory, yaml),
                material.scripts(),
                material.files());
    }

    private static TaskId id(WorkspaceYaml yaml, TaskId fallback) throws InvalidTaskException {
        var id = yaml.text("id");
        var named = id == null ? yaml.text("task_id") : id;
        try {
            return named == null ? fallback : new TaskId(named);
        } catch (IllegalArgumentException e) {
            throw new InvalidTaskException(WorkspaceYaml.FILE_NAME + ": " + e.getMessage() + ".");
        }
    }

    private static String repository(@Nullable String repo) throws InvalidTaskException {
        if (repo == null) {
            throw new InvalidTaskException(WorkspaceYaml.FILE_NAME + ": repo is missing.");
        }
        return GITHUB_NAME.matcher(repo).matches() ? "https://github.com/" + repo : repo;
    }

    private static @Nullable String commit(@Nullable String commit) throws InvalidTaskException {
        if (commit != null && !COMMIT.matcher(commit).matches()) {
            throw new InvalidTaskException(
                    WorkspaceYaml.FILE_NAME + ": base_commit has to be a commit hash.");
        }
        return commit;
    }

    private static List<String> installCommands(WorkspaceYaml yaml) throws InvalidTaskException {
        var commands = yaml.texts("install");
        return commands.isEmpty() ? yaml.texts("install_config", "install") : commands;
    }

    private static String prompt(Path directory, WorkspaceYaml yaml)
            throws InvalidTaskException, IOException {
        var file = directory.resolve("prompt.md");
        var prompt = Files.isRegularFile(file) ? TaskFiles.readText(file) : yaml.text("prompt");
        if (prompt == null || prompt.isBlank()) {
            throw new InvalidTaskException(
                    "The prompt is missing: no prompt.md, and no prompt in "
                            + WorkspaceYaml.FILE_NAME
                            + ".");
        }
        if (prompt.getBytes(StandardCharsets.UTF_8).length > MAX_PROMPT_BYTES) {
            throw new InvalidTaskException(
                    "The prompt is longer than %d bytes.".formatted(MAX_PROMPT_BYTES));
        }
        return prompt;
    }

    private static TaskId idFromPlace(String place) {
        var cut =
                place.length() <= TaskId.MAX_LENGTH
                        ? place
                        : place.substring(place.length() - TaskId.MAX_LENGTH);
        return new TaskId(cut.isBlank() ? "'" + cut + "'" : cut);
    }

    private static TaskId freeId(String place, Map<TaskId, String> seen) {
        var id = idFromPlace(place);
        for (int n = 2; seen.containsKey(id); n++) {
            id = idFromPlace(place + "#" + n);
        }
        return id;
    }
}
