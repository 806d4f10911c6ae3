package org.platformnetwork.termexecutor.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The agent as it was uploaded: a directory of any shape with one entry at its top.
 *
 * @param directory the whole {@code agent_code/}
 * @param entry the entry's file name in it: {@code agent.*}, else {@code main.*}, else the only
 *     file
 */
public record AgentCode(Path directory, String entry) {

    private static final String REQUIREMENTS = "requirements.txt";

    /** The languages in the order in which an ambiguous entry is chosen. */
    private static final List<String> EXTENSIONS =
            List.of(".py", ".js", ".ts", ".go", ".rb", ".sh");

    static Optional<AgentCode> find(Path directory) throws IOException {
        try (Stream<Path> top = Files.list(directory)) {
            var files =
                    top.filter(Files::isRegularFile)
                            .filter(file -> !TaskFiles.isLitter(directory.relativize(file)))
                            .map(AgentCode::name)
                            .sorted()
                            .toList();
            return named("agent", files)
                    .or(() -> named("main", files))
                    .or(() -> files.size() == 1 ? Optional.of(files.getFirst()) : Optional.empty())
                    .map(entry -> new AgentCode(directory, entry));
        }
    }

    /**
     * SHA-256 in hex of the whole tree, in the order of the paths: of each entry what it is (a
     * directory, a file, or a program: a file that may be executed), its path with slashes, and its
     * bytes if it has any.
     */
    public String contentHash() throws IOException {
        var parts = new PartsDigest();
        try (Stream<Path> tree = Files.walk(directory)) {
            var entries = new TreeMap<String, Path>();
            tree.forEach(entry -> entries.put(directory.relativize(entry).toString(), entry));
            for (var entry : entries.entrySet()) {
                boolean isFile = Files.isRegularFile(entry.getValue(), LinkOption.NOFOLLOW_LINKS);
                parts.add(isFile ? kind(entry.getValue()) : "directory");
                parts.add(entry.getKey());
                if (isFile) {
                    parts.addFile(entry.getValue());
                }
            }
        }
        return parts.hex();
    }

    private static String kind(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_EXECUTE)
                ? "program"
                : "file";
    }

    /**
     * The commands that install what the agent names, in the directory it was copied to: {@code
     * requirements.txt} into an environment of its own, so that the tests it runs see the task's
     * packages and not its own; {@code package.json} beside the code, where node looks.
     */
    public List<List<String>> installCommands(Path laidOut) {
        var commands = new ArrayList<List<String>>();
        if (hasRequirements()) {
            var environment = environment(laidOut).toString();
            // Isolated: no module of the agent's stands in for one of the installation's.
            commands.add(
                    List.of("python3", "-I", "-m", "venv", "--system-site-packages", environment));
            commands.add(
                    List.of(
                            environment + "/bin/python3",
                            "-I",
                            "-m",
                            "pip",
                            "install",
                            "--quiet",
                            "--requirement",
                            laidOut.resolve(REQUIREMENTS).toString()));
        }
        if (Files.isRegularFile(directory.resolve("package.json"))) {
            commands.add(
                    List.of(
                            "npm",
                            "install",
                            "--omit=dev",
                            "--no-audit",
                            "--no-fund",
                            "--prefix",
                            laidOut.toString()));
        }
        return commands;
    }

    /**
     * What has to be where the agent runs: of each thing its name, and a command that succeeds
     * where it is.
     */
    public Map<String, List<String>> requirements() {
        var needed = new LinkedHashMap<String, List<String>>();
        var commands = new ArrayList<>(installCommands(directory));
        commands.add(command(directory, ""));
        for (var command : commands) {
            var program = command.getFirst();
            if (!program.contains("/")) {
                needed.put(program, List.of("sh", "-c", "command -v \"$1\"", "sh", program));
            }
        }
        if (hasRequirements()) {
            // Debian has them apart from python3.
            needed.put(
                    "python3 with venv and pip",
                    List.of("python3", "-I", "-c", "import ensurepip, venv"));
        }
        return needed;
    }

    /** Where wheels lie that its requirements may name, relative to the directory, in order. */
    public List<Path> wheelDirectories() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(file -> name(file).endsWith(".whl"))
                    .map(file -> directory.relativize(file.resolveSibling("")))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** The command that starts the agent from the directory it was copied to. */
    public List<String> command(Path laidOut, String prompt) {
        var file = laidOut.resolve(entry).toString();
        return switch (extension(entry)) {
            case ".py" -> List.of(python(laidOut), file, "--instruction", prompt);
            case ".js" -> List.of("node", file);
            case ".ts" -> List.of("npx", "tsx", file);
            case ".go" -> List.of("go", "run", file);
            case ".rb" -> List.of("ruby", file);
            default -> List.of("bash", file);
        };
    }

    private String python(Path laidOut) {
        return hasRequirements() ? environment(laidOut) + "/bin/python3" : "python3";
    }

    private boolean hasRequirements() {
        return Files.isRegularFile(directory.resolve(REQUIREMENTS)) && entry.endsWith(".py");
    }

    private static Path environment(Path laidOut) {
        return laidOut.resolve(".venv");
    }

    private static Optional<String> named(String stem, List<String> files) {
        return files.stream()
                .filter(file -> file.startsWith(stem + "."))
                .min(Comparator.comparingInt(file -> rank(extension(file))));
    }

    private static int rank(String extension) {
        int rank = EXTENSIONS.indexOf(extension);
        return rank < 0 ? EXTENSIONS.size() : rank;
    }

    private static String extension(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? "" : file.substring(dot);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
