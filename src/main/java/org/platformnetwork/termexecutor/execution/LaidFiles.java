package org.platformnetwork.termexecutor.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/**
 * Files that are laid over whatever stands at their paths in a sandbox's working tree, and paths
 * that are cleared. A link or a file where a directory belongs is taken away first, so nothing
 * outside the tree is written; and since commands of the sandbox do it, nothing could be.
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

    private final Sandbox sandbox;
    private final String name;
    private final Path staged;
    private final StringBuilder list = new StringBuilder();

    /**
     * @param name of the step that lays them
     */
    LaidFiles(Sandbox sandbox, String name) {
        this.sandbox = sandbox;
        this.name = name;
        this.staged = sandbox.input().resolve(name);
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** Adds a file. */
    void add(String path, InputStream content) throws IOException {
        var place = staged.resolve("files").resolve(path);
        var parent = place.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.copy(content, place);
        list.append(path).append('\0');
    }

    /** Adds a path at which nothing shall be. */
    void addCleared(String path) {
        list.append(path).append('\0');
    }

    /** Ends the adding. */
    void stage() throws IOException {
        Files.createDirectories(staged);
        Files.writeString(staged.resolve("list"), list, StandardCharsets.UTF_8);
        sandbox.handOver(staged);
    }

    /** Lays them; any number of times. */
    void lay(Steps steps, Duration timeout) throws PhaseFailedException {
        var arguments = List.of("bash", "-c", LAY, name, sandbox.seen(staged).toString());
        var command = new SandboxCommand(arguments, "", Map.of(), timeout, false);
        var ended = steps.run(name, sandbox, command);
        if (!ended.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.TESTS_FAILED,
                    "The test files cannot be laid into what the agent left: "
                            + ended.output().text().strip());
        }
    }
}
