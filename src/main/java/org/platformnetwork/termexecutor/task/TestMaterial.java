package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TestFile.Declared;
import org.platformnetwork.termexecutor.task.TestFile.Stored;
import org.platformnetwork.termexecutor.task.TestScript.CommandLine;
import org.platformnetwork.termexecutor.task.TestScript.ScriptFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What judges a task: the scripts below {@code tests/}, else the lines of {@code checks.txt}, else
 * the commands in the YAML; and the test sources with their place in the repository.
 */
record TestMaterial(List<TestScript> scripts, List<TestFile> files) {

    /** One element of {@code meta.test_files}. */
    private record DeclaredFile(String path, @Nullable String content) {}

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
        var commands = yaml.texts(key);
        int number = 0;
        for (var command : commands.isEmpty() ? yaml.texts("tests", key) : commands) {
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
        var files = new ArrayList<DeclaredFile>();
        try {
            var list = JsonMapper.shared().readTree(json);
            if (!list.isArray()) {
                throw brokenDeclaration();
            }
            for (var file : list) {
                var path = file.path("path").stringValue(null);
                if (path == null) {
                    throw brokenDeclaration();
                }
                files.add(new DeclaredFile(path, file.path("content").stringValue(null)));
            }
        } catch (JacksonException e) {
            throw brokenDeclaration();
        }
        return files;
    }

    private static InvalidTaskException brokenDeclaration() {
        return new InvalidTaskException(
                WorkspaceYaml.FILE_NAME
                        + ": meta.test_files has to be a JSON list of {path, content}.");
    }

    /**
     * Declared files take the stored bytes of the same base name, the second of one base name those
     * of {@code 1_NAME}, and so on, as the publisher flattens them; the rest keep their place.
     */
    private static List<TestFile> place(Map<String, Path> sources, List<DeclaredFile> declared)
            throws InvalidTaskException {
        var placed = new ArrayList<TestFile>();
        var remaining = new HashMap<>(sources);
        var seen = new HashMap<String, Integer>();
        for (var file : declared) {
            var path = TaskFiles.checkedRepositoryPath(file.path());
            if (path.endsWith(".sh") && file.content() == null) {
                continue; // stored as one of the scripts that judge
            }
            var baseName = path.substring(path.lastIndexOf('/') + 1);
            int before = seen.merge(baseName, 1, Integer::sum) - 1;
            var flattened = before == 0 ? baseName : before + "_" + baseName;
            var bytes = remaining.remove(source(path, flattened, remaining.keySet()));
            if (bytes != null) {
                placed.add(new Stored(path, bytes));
            } else if (file.content() != null) {
                placed.add(new Declared(path, file.content()));
            } else {
                throw brokenDeclaration();
            }
        }
        for (var entry : remaining.entrySet()) {
            var path = TaskFiles.checkedRepositoryPath(entry.getKey());
            placed.add(new Stored(path, entry.getValue()));
        }
        placed.sort(Comparator.comparing(TestFile::path));
        return placed;
    }

    /** Which stored file is meant; one in a sub-directory only when no other has its name. */
    private static String source(String path, String flattened, Set<String> stored) {
        if (stored.contains(path) || stored.contains(flattened)) {
            return stored.contains(path) ? path : flattened;
        }
        var deeper = stored.stream().filter(name -> name.endsWith("/" + flattened)).toList();
        return deeper.size() == 1 ? deeper.getFirst() : flattened;
    }
}
