package org.platformnetwork.termexecutor.pipeline.patch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.task.EvaluationTask;

/**
 * Files to copy over whatever stands at their paths in the working tree of sandboxes, and paths to
 * clear. A link or a file where a directory belongs is taken away first, so nothing outside the
 * tree is written; and since commands of the sandbox do it, nothing could be.
 */
public final class FileOverlay {

    private static final String LAY =
            """
            set -e
            n=0
            while IFS= read -r -d '' file; do
              n=$((n + 1)) place=. rest=$file
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
              if [[ -e $1/$n.link ]]; then
                ln -s -- "$(cat "$1/$n.link")" "./$file"
              elif [[ -e $1/$n ]]; then
                cp --preserve=mode -- "$1/$n" "./$file"
              elif [[ $file == */* ]]; then
                rmdir -p --ignore-fail-on-non-empty -- "./${file%/*}" 2>/dev/null || true
              fi
            done <"$1/list"
            """;

    private static final Set<PosixFilePermission> EXECUTABLE =
            PosixFilePermissions.fromString("rwxr-xr-x");

    /**
     * One place in the tree.
     *
     * @param file relative to the repository, a character for each byte
     * @param content null for nothing
     * @param target of a link, null for a file
     */
    private record Entry(
            String file, @Nullable Content content, boolean isProgram, @Nullable String target) {}

    private final String name;
    private final List<Entry> entries = new ArrayList<>();

    /** Opens what a file shall hold, any number of times. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    /**
     * @param name of the step that lays them
     */
    public FileOverlay(String name) {
        this.name = name;
    }

    /** The hidden test files of a task. */
    public static FileOverlay ofTests(EvaluationTask task) {
        var files = new FileOverlay("test_files");
        task.tests().files().forEach(file -> files.add(file.path(), file::open));
        return files;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether it decides what stands in a file's place. */
    public boolean has(ChangedFile file) {
        return entries.stream().anyMatch(entry -> entry.file().equals(file.name()));
    }

    /** Adds a file. */
    public void add(String path, Content content) {
        entries.add(new Entry(bytes(path), content, false, null));
    }

    /** Adds a file that may be started. */
    public void addProgram(String path, Content content) {
        entries.add(new Entry(bytes(path), content, true, null));
    }

    /** Adds a path at which nothing shall be. */
    void addDeletion(String path) {
        entries.add(new Entry(bytes(path), null, false, null));
    }

    /** Adds a file that may be started, in place of one of a change. */
    public void addProgram(ChangedFile file, Content content) {
        entries.add(new Entry(file.name(), content, true, null));
    }

    /** Adds a link in place of a file of a change. */
    public void addLink(ChangedFile file, String target) {
        entries.add(new Entry(file.name(), null, false, target));
    }

    /** Takes away a file of a change. */
    public void addDeletion(ChangedFile file) {
        entries.add(new Entry(file.name(), null, false, null));
    }

    /** A character for each byte. */
    private static String bytes(String path) {
        return new String(path.getBytes(UTF_8), ISO_8859_1);
    }

    /** Lays them in a sandbox; any number of times. */
    public void apply(Sandbox sandbox, StepRunner stepRunner, Duration timeout)
            throws IOException, PhaseFailedException {
        if (isEmpty()) {
            return;
        }
        var staged = sandbox.seen(staged(sandbox)).toString();
        var arguments = List.of("bash", "-c", LAY, name, staged);
        var command = new SandboxCommand(arguments, "", Map.of(), timeout, false);
        var stepResult = stepRunner.run(name, sandbox, command.byService());
        if (!stepResult.isSuccess()) {
            throw new PhaseFailedException(
                    FailureClass.TESTS_FAILED,
                    "Could not copy the test files into the agent's tree:\n"
                            + stepResult.output().text().strip());
        }
    }

    /** Anew each time, for in a sandbox of little protection an earlier one could be changed. */
    private Path staged(Sandbox sandbox) throws IOException {
        var staged = Files.createTempDirectory(sandbox.input(), name);
        var list = new StringBuilder();
        int count = 0;
        for (var entry : entries) {
            list.append(entry.file()).append('\0');
            var number = Integer.toString(++count);
            var place = staged.resolve(number);
            if (entry.target() != null) {
                Files.writeString(staged.resolve(number + ".link"), entry.target(), ISO_8859_1);
            } else if (entry.content() != null) {
                try (var in = entry.content().open()) {
                    Files.copy(in, place);
                }
            }
            if (entry.isProgram()) {
                Files.setPosixFilePermissions(place, EXECUTABLE);
            }
        }
        Files.writeString(staged.resolve("list"), list, ISO_8859_1);
        sandbox.handOver(staged);
        return staged;
    }
}
