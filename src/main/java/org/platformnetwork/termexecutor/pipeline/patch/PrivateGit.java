package org.platformnetwork.termexecutor.pipeline.patch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.pipeline.TaskContext;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/**
 * Runs scripts with git on the working tree of a sandbox, and with a git directory that no command
 * of the task ever sees. Between {@link #handOver} and {@link #close} a copy of it lies in the
 * sandbox's {@code /tmp}, beside the lists that scripts write.
 */
public final class PrivateGit implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int MAX_LIST = 4 << 20;

    /** Above every attribute of the tree: no filters, no conversions, bytes as they are. */
    private static final String ATTRIBUTES =
            "* -text -eol -filter -ident -working-tree-encoding !diff !merge -export-subst\n";

    private final StepRunner stepRunner;
    private final Sandbox sandbox;
    private final Consumer<Path> remover;

    private PrivateGit(StepRunner stepRunner, Sandbox sandbox, Consumer<Path> remover) {
        this.stepRunner = stepRunner;
        this.sandbox = sandbox;
        this.remover = remover;
    }

    /** Sets a repository's git directory aside, before any command of the task has run. */
    static void keep(Layer layer) throws IOException {
        DirectoryCopy.copy(layer.repository().resolve(".git"), layer.git());
        Files.createDirectories(layer.git().resolve("info"));
        Files.writeString(layer.git().resolve("info/attributes"), ATTRIBUTES);
    }

    /** Gives a sandbox a copy of the layer's. */
    public static PrivateGit handOver(
            TaskContext context, Layer layer, StepRunner stepRunner, Sandbox sandbox)
            throws IOException {
        var git = new PrivateGit(stepRunner, sandbox, context.remover());
        DirectoryCopy.copy(layer.git(), git.directory());
        sandbox.handOver(git.directory());
        return git;
    }

    /** The copy, with what scripts did to it. */
    Path directory() {
        return sandbox.temporary().resolve("git");
    }

    /**
     * Runs a script; its first argument is the directory for lists.
     *
     * @param name of the step
     */
    public StepRunner.StepResult run(String name, String script, String... arguments)
            throws PhaseFailedException {
        var line = new ArrayList<>(List.of("bash", "-o", "pipefail", "-c", script, name));
        line.add(sandbox.seen(sandbox.temporary()).toString());
        line.addAll(List.of(arguments));
        var environment =
                Map.of(
                        "GIT_DIR", sandbox.seen(directory()).toString(),
                        "GIT_WORK_TREE", sandbox.repository(),
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_ATTR_NOSYSTEM", "1",
                        "GIT_OPTIONAL_LOCKS", "0");
        var command = new SandboxCommand(line, "", environment, TIMEOUT, false);
        var stepResult = stepRunner.run(name, sandbox, command.byService());
        stepResult.requireWithinLimits("The agent's patch");
        return stepResult;
    }

    /** Writes a file for scripts; where they see it. */
    public String input(String name, String content, Charset charset) throws IOException {
        var file = Files.writeString(sandbox.input().resolve(name), content, charset);
        sandbox.handOver(file);
        return sandbox.seen(file).toString();
    }

    /** Copies a file for scripts; where they see it. */
    String input(String name, Path content) throws IOException {
        var file = sandbox.input().resolve(name);
        Files.copy(content, file, LinkOption.NOFOLLOW_LINKS);
        sandbox.handOver(file);
        return sandbox.seen(file).toString();
    }

    /** What scripts wrote beside the copy. */
    public Path output(String name) {
        return sandbox.temporary().resolve(name);
    }

    /** The beginning of a list; names need not be UTF-8, what is not shows as U+FFFD. */
    String read(String name) throws IOException {
        return read(output(name), MAX_LIST, StandardCharsets.UTF_8);
    }

    static String read(Path file, Charset charset) throws IOException {
        return read(file, Integer.MAX_VALUE, charset);
    }

    private static String read(Path file, int most, Charset charset) throws IOException {
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(most), charset);
        }
    }

    @Override
    public void close() {
        remover.accept(directory());
    }
}
