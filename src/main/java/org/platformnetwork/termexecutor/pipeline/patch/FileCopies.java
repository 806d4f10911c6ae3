package org.platformnetwork.termexecutor.pipeline.patch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;
import org.platformnetwork.termexecutor.sandbox.Workspaces;

/**
 * Copies of some files of a sandbox's working tree. Commands of the sandbox make them, for links in
 * the tree lead anywhere.
 */
public final class FileCopies {

    private static final String READ =
            """
            mkdir "$2"
            n=0
            while IFS= read -r -d '' file; do
              n=$((n + 1))
              if [[ -L $file ]]; then readlink -n -- "$file" >"$2/$n.link"
              elif [[ -f $file ]]; then cat -- "$file" >"$2/$n"
              fi
            done <"$1"
            """;

    private final Path directory;

    private FileCopies(Path directory) {
        this.directory = directory;
    }

    /**
     * Copies files.
     *
     * @param names of any bytes, relative to the repository, a character for each byte
     * @param directory that does not exist; the caller removes it
     */
    public static FileCopies read(
            List<String> names,
            Sandbox sandbox,
            StepRunner stepRunner,
            Duration timeout,
            Path directory)
            throws IOException, PhaseFailedException {
        var list = sandbox.input().resolve("read");
        Files.writeString(list, String.join("\0", names) + "\0", ISO_8859_1);
        sandbox.handOver(list);
        var copies = sandbox.temporary().resolve("read");
        var arguments =
                List.of(
                        "bash",
                        "-c",
                        READ,
                        "read",
                        sandbox.seen(list).toString(),
                        sandbox.seen(copies).toString());
        stepRunner.run(
                "restore_read",
                sandbox,
                new SandboxCommand(arguments, "", Map.of(), timeout, false).byService());
        Workspaces.createClosed(directory);
        for (int number = 1; number <= names.size(); number++) {
            for (var name : List.of(Integer.toString(number), number + ".link")) {
                var copy = copies.resolve(name);
                if (Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS)
                        && copy.toRealPath().startsWith(copies.toRealPath())) {
                    Files.copy(copy, directory.resolve(name));
                }
            }
        }
        return new FileCopies(directory);
    }

    /** The copy of the file at an index of the list; it is there when {@link #has} says so. */
    public Path file(int index) {
        return directory.resolve(Integer.toString(index + 1));
    }

    /** Whether there is a plain file. */
    public boolean has(int index) {
        return Files.exists(file(index));
    }

    /** Where a link leads, a character for each byte; null if absent. */
    public @Nullable String target(int index) throws IOException {
        var link = directory.resolve(index + 1 + ".link");
        return Files.exists(link) ? Files.readString(link, ISO_8859_1) : null;
    }

    /** Whether there is a file of more bytes. */
    public boolean isLarger(int index, long most) throws IOException {
        return has(index) && Files.size(file(index)) > most;
    }

    /** The content; of a link none, and null where nothing is. */
    public byte @Nullable [] bytes(int index) throws IOException {
        if (has(index)) {
            return Files.readAllBytes(file(index));
        }
        return target(index) == null ? null : new byte[0];
    }

    /** Whether another tree has the same at an index. */
    public boolean hasSame(int index, FileCopies other) throws IOException {
        if (has(index) && other.has(index)) {
            return Files.mismatch(file(index), other.file(index)) < 0;
        }
        return has(index) == other.has(index) && Objects.equals(target(index), other.target(index));
    }
}
