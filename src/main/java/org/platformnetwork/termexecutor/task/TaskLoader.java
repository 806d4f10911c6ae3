package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads every directory below {@code tasks/} that holds a {@code workspace.yaml}; a directory that
 * cannot be read becomes an {@link InvalidTask} with its reason.
 */
final class TaskLoader {

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
            return tree.filter(path -> WorkspaceYaml.NAMES.contains(name(path)))
                    .map(Path::getParent)
                    .distinct()
                    .filter(directory -> !directory.equals(tasks))
                    .filter(directory -> !TaskFiles.isLitter(tasks.relativize(directory)))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static LoadedTask load(Path directory, String place) throws IOException {
        var id = idFromPlace(place);
        try {
            var yaml = WorkspaceYaml.find(directory);
            id = id(yaml, id);
            return new TaskReader(directory, yaml).read(id);
        } catch (InvalidTaskException e) {
            return new InvalidTask(id, place + ": " + e.getMessage());
        }
    }

    private static TaskId id(WorkspaceYaml yaml, TaskId fallback) throws InvalidTaskException {
        var id = yaml.text("id");
        var named = id == null ? yaml.text("task_id") : id;
        try {
            return named == null ? fallback : new TaskId(named);
        } catch (IllegalArgumentException e) {
            throw yaml.problem(e.getMessage() + ".");
        }
    }

    private static TaskId idFromPlace(String place) {
        var cut =
                place.length() <= TaskId.MAX_LENGTH
                        ? place
                        : place.substring(place.length() - TaskId.MAX_LENGTH);
        var whole = Character.isLowSurrogate(cut.charAt(0)) ? cut.substring(1) : cut;
        return new TaskId(whole.isBlank() ? "'" + whole + "'" : whole);
    }

    private static TaskId freeId(String place, Map<TaskId, String> seen) {
        var id = idFromPlace(place);
        for (int n = 2; seen.containsKey(id); n++) {
            id = idFromPlace(place + "#" + n);
        }
        return id;
    }
}
