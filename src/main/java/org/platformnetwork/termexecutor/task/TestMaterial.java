package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.evidence.harness.ShellCommands;
import org.platformnetwork.termexecutor.task.TestScript.CommandLine;
import org.platformnetwork.termexecutor.task.TestScript.ScriptFile;

/**
 * What judges a task: the scripts below {@code tests/}, else the lines of {@code checks.txt}, else
 * the commands in the YAML; and the test sources with their place in the repository.
 */
record TestMaterial(List<TestScript> scripts, List<TestFile> files) {

    /**
     * Reads it.
     *
     * @param workingDirectory where the scripts run, relative to the repository
     */
    static TestMaterial read(
            Path directory, WorkspaceYaml yaml, RepositoryPaths paths, String workingDirectory)
            throws InvalidTaskException, IOException {
        var tests = directory.resolve("tests");
        var places = new TestPlaces(storedFiles(tests));
        places.declare(DeclaredFile.of(yaml, directory), yaml);
        var scripts = new ArrayList<TestScript>();
        for (var name : places.takeScripts()) {
            scripts.add(new ScriptFile(name, tests.resolve(name)));
        }
        requireCommands(scripts);
        if (scripts.isEmpty()) {
            addChecks(scripts, directory.resolve("checks.txt"));
        }
        if (scripts.isEmpty()) {
            addCommands(scripts, "fail_to_pass", yaml);
            addCommands(scripts, "pass_to_pass", yaml);
        }
        places.placeRest(NamedPlaces.in(scripts, workingDirectory, paths));
        return new TestMaterial(scripts, places.files());
    }

    /** By their names below the directory, sorted. */
    private static NavigableMap<String, Path> storedFiles(Path tests) throws IOException {
        var files = new TreeMap<String, Path>();
        if (Files.isDirectory(tests)) {
            try (Stream<Path> tree = Files.walk(tests)) {
                tree.filter(Files::isRegularFile)
                        .filter(file -> !TaskFiles.isLitter(tests.relativize(file)))
                        .forEach(file -> files.put(tests.relativize(file).toString(), file));
            }
        }
        return files;
    }

    /** What another script names may hold no more than variables for it. */
    private static void requireCommands(List<TestScript> scripts)
            throws InvalidTaskException, IOException {
        var texts = new HashMap<TestScript, String>();
        for (var script : scripts) {
            texts.put(script, script.text());
        }
        for (var script : scripts) {
            var name = script.name();
            var file = name.substring(name.lastIndexOf('/') + 1);
            boolean isNamed =
                    texts.entrySet().stream()
                            .anyMatch(other ->
                                    !other.getKey().equals(script)
                                            && other.getValue().contains(file));
            var text = texts.getOrDefault(script, "");
            boolean isComplete =
                    (script instanceof ScriptFile stored && !stored.isBash())
                            ? hasCode(text)
                            : isComplete("tests/" + name, text);
            if (!isComplete && !isNamed) {
                throw new InvalidTaskException("tests/%s holds no command.".formatted(name));
            }
        }
    }

    private static void addChecks(List<TestScript> scripts, Path file)
            throws InvalidTaskException, IOException {
        if (Files.isRegularFile(file)) {
            for (var line : TaskFiles.readText(file).lines().map(String::strip).toList()) {
                add(scripts, "checks.txt:" + (scripts.size() + 1), line);
            }
        }
    }

    private static void addCommands(List<TestScript> scripts, String key, WorkspaceYaml yaml)
            throws InvalidTaskException {
        var commands = yaml.texts(key);
        int before = scripts.size();
        for (var command : commands.isEmpty() ? yaml.texts("tests", key) : commands) {
            add(scripts, key + "_" + (scripts.size() - before + 1), command);
        }
    }

    /** A comment between commands is nothing to run. */
    private static void add(List<TestScript> scripts, String name, String line)
            throws InvalidTaskException {
        var command = line.replace("\r\n", "\n");
        if (isComplete(name, command)) {
            scripts.add(new CommandLine(name, command));
        }
    }

    /**
     * Whether a script holds a command, which {@code set} and assignments alone are not.
     *
     * @throws InvalidTaskException when its end is missing: what was to judge may be lost with it
     */
    private static boolean isComplete(String name, String script) throws InvalidTaskException {
        if (ShellCommands.isCutOff(script)) {
            throw new InvalidTaskException(name + " ends inside a here-document.");
        }
        return ShellCommands.of(script).stream().anyMatch(TestMaterial::isCommand);
    }

    /** Whether a script in another language is more than comments. */
    private static boolean hasCode(String script) {
        return script.lines().map(String::strip).anyMatch(line -> !line.matches("#.*|"));
    }

    private static boolean isCommand(List<String> words) {
        return words.stream()
                .filter(word -> !word.matches("(?s)[A-Za-z_][A-Za-z0-9_]*\\+?=.*"))
                .findFirst()
                .filter(program -> !program.equals("set"))
                .isPresent();
    }
}
