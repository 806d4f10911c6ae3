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
import org.platformnetwork.termexecutor.task.TestFile.Declared;
import org.platformnetwork.termexecutor.task.TestFile.Stored;
import org.platformnetwork.termexecutor.task.TestScript.CommandLine;
import org.platformnetwork.termexecutor.task.TestScript.ScriptFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What judges a task: the scripts below {@code tests/}, else the lines of {@code checks.txt}, else
 * the commands in the YAML; and the test sources with their place in the repository.
 */
record TestMaterial(List<TestScript> scripts, List<TestFile> files) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** One element of {@code meta.test_files}. */
    private record DeclaredFile(String path, String content) {}

    static TestMaterial read(Path directory, WorkspaceYaml yaml)
            throws InvalidTaskException, IOException {
        var tests = directory.resolve("tests");
        var stored = storedFiles(tests);
        var scripts = new ArrayList<TestScript>();
        var sources = new HashMap<String, Path>();
        for (var file : stored) {
            var name = tests.relativize(file).toString();
            if (name.endsWith(".sh")) {
                scripts.add(new ScriptFile(name, file));
            } else {
                sources.put(name, file);
            }
        }
        if (scripts.isEmpty()) {
            scripts.addAll(checks(directory.resolve("checks.txt")));
        }
        if (scripts.isEmpty()) {
            addCommands(scripts, "fail_to_pass", yaml);
            addCommands(scripts, "pass_to_pass", yaml);
        }
        return new TestMaterial(scripts, place(sources, declaredFiles(yaml)));
    }

    private static List<Path> storedFiles(Path tests) throws IOException {
        if (!Files.isDirectory(tests)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(tests)) {
            return tree.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static List<TestScript> checks(Path file) throws InvalidTaskException, IOException {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        var commands = new ArrayList<TestScript>();
        for (var line : TaskFiles.readText(file).lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                commands.add(new CommandLine("checks.txt:" + (commands.size() + 1), line));
            }
        }
        return commands;
    }

    private static void addCommands(List<TestScript> scripts, String key, WorkspaceYaml yaml)
            throws InvalidTaskException {
        int number = 0;
        for (var command : yaml.texts(key)) {
            number++;
            scripts.add(new CommandLine(key + "_" + number, command));
        }
    }

    private static List<DeclaredFile> declaredFiles(WorkspaceYaml yaml)
            throws InvalidTaskException {
        var json = yaml.text("meta", "test_files");
        if (json == null) {
            return List.of();
        }
        try {
            return JSON.readValue(json, new TypeReference<List<DeclaredFile>>() {});
        } catch (JacksonException e) {
            throw new InvalidTaskException(
                    WorkspaceYaml.FILE_NAME
                            + ": meta.test_files has to be a JSON list of {path, content}.");
        }
    }

    /** Declared files take the stored bytes of the same base name; the rest keep their place. */
    private static List<TestFile> place(Map<String, Path> sources, List<DeclaredFile> declared)
            throws InvalidTaskException {
        var placed = new ArrayList<TestFile>();
        var remaining = new HashMap<>(sources);
        for (var file : declared) {
            var path = TaskFiles.checkedRepositoryPath(file.path());
            if (path.endsWith(".sh")) {
                continue;
            }
            var baseName = path.substring(path.lastIndexOf('/') + 1);
            var source = remaining.containsKey(path) ? path : baseName;
            var bytes = remaining.remove(source);
            placed.add(
                    bytes == null ? new Declared(path, file.content()) : new Stored(path, bytes));
        }
        for (var entry : remaining.entrySet()) {
            var path = TaskFiles.checkedRepositoryPath(entry.getKey());
            placed.add(new Stored(path, entry.getValue()));
        }
        placed.sort(Comparator.comparing(TestFile::path));
        return placed;
    }
}
