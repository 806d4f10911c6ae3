package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Files to lay over whatever stands at their paths in the working tree of sandboxes, and paths to
 * clear. A link or a file where a directory belongs is taken away first, so nothing outside the
 * tree is written; and since commands of the sandbox do it, nothing could be.
 */
final class LaidFiles {

    private static final String LAY =
            """
            set -e
            while IFS= read -r -d '' file; do
              place=. rest=$file
              while [[ $rest == */* ]]; do
                place+=/${rest%%/*} rest=${rest#*/}
                if [[ -L $place || ! -d $place ]]; then
                  rm -rf -- "$place"
                  mkdir -- "$place"
                fi
              done
              if [[ -d ./$file && ! -L ./$file ]]; then
                chmod -R u+rwx -- "./$file"
              fi
              rm -rf -- "./$file"
              if [[ -e $1/files/$file ]]; then
                cp --preserve=mode -- "$1/files/$file" "./$file"
              fi
            done <"$1/list"
            """;

    private static final Set<PosixFilePermission> EXECUTABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    private final String name;
    private final Map<String, Content> contents = new HashMap<>();
    private final Set<String> programs = new HashSet<>();
    private final StringBuilder list = new StringBuilder();

    /** Opens what a file shall hold, any number of times. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * @param name of the step that lays them
     */
    LaidFiles(String name) {
        this.name = name;
    }

    /** The hidden test files of a task. */
    static LaidFiles ofTests(EvaluationTask task) {
        var files = new LaidFiles("test_files");
        task.tests().files().forEach(file -> files.add(file.path(), file::open));
        return files;
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** Adds a file. */
    void add(String path, Content content) {
        contents.put(path, content);
        list.append(path).append('\0');
    }

    /** Adds a file that may be started. */
    void addProgram(String path, Content content) {
        add(path, content);
        programs.add(path);
    }

    /** Adds a path at which nothing shall be. */
    void addCleared(String path) {
        list.append(path).append('\0');
    }

    /** Lays them in a sandbox; any number of times. */
    void lay(Sandbox sandbox, Steps steps, Duration timeout)
            throws IOException, PhaseFailedException {
        if (isEmpty()) {
            return;
        }
        var staged = sandbox.seen(staged(sandbox)).toString();
        var arguments = List.of("bash", "-c", LAY, name, staged);
        var command = new SandboxCommand(arguments, "", Map.of(), timeout, false);
        var ended = steps.run(name, sandbox, command);
        if (!ended.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.TESTS_FAILED,
                    "The test files cannot be laid into what the agent left:\n"
                            + ended.output().text().strip());
        }
    }

    /** Anew each time, for in a sandbox of little protection an earlier one could be changed. */
    private Path staged(Sandbox sandbox) throws IOException {
        var staged = Files.createTempDirectory(sandbox.input(), name);
        for (var file : contents.entrySet()) {
            var place = staged.resolve("files").resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(place.getParent()));
            try (var in = file.getValue().open()) {
                Files.copy(in, place);
            }
            if (programs.contains(file.getKey())) {
                Files.setPosixFilePermissions(place, EXECUTABLE);
            }
        }
        Files.writeString(staged.resolve("list"), list, StandardCharsets.UTF_8);
        sandbox.handOver(staged);
        return staged;
    }
}
