package org.platformnetwork.termexecutor.pipeline.patch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/** Contents of plain files of a working tree in which nothing need be what it seems. */
public final class TreeFiles {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int MAX_SIZE = 16 << 20;

    private static final String COPY =
            """
            while IFS= read -r -d '' file; do
              if [[ -f $file && ! -L $file ]]; then
                mkdir -p -- "$2/$(dirname -- "$file")"
                head -c "$3" -- "./$file" >"$2/$file"
              fi
            done <"$1"
            """;

    private TreeFiles() {}

    /**
     * Has a command of a sandbox copy files of its working tree, and reads the copies.
     *
     * @param name of the step
     * @return what is there, by path
     */
    public static Map<String, byte[]> read(
            String name, Collection<String> paths, Sandbox sandbox, StepRunner stepRunner)
            throws IOException, PhaseFailedException {
        var list = sandbox.input().resolve(name);
        var items = paths.stream().map(path -> path + "\0").collect(Collectors.joining());
        Files.writeString(list, items, UTF_8);
        sandbox.handOver(list);
        var copies = sandbox.temporary().resolve(name);
        var arguments =
                List.of(
                        "bash",
                        "-c",
                        COPY,
                        name,
                        sandbox.seen(list).toString(),
                        sandbox.seen(copies).toString(),
                        Integer.toString(MAX_SIZE));
        var command = new SandboxCommand(arguments, "", Map.of(), TIMEOUT, false);
        stepRunner.run(name, sandbox, command.byService());
        return below(copies, paths);
    }

    /** Reads plain files below a directory that commands of a sandbox wrote. */
    public static Map<String, byte[]> below(Path directory, Collection<String> paths)
            throws IOException {
        var contents = new TreeMap<String, byte[]>();
        for (var path : paths) {
            var file = directory.resolve(path);
            if (isPlain(file, directory)) {
                try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                    contents.put(path, in.readNBytes(MAX_SIZE));
                }
            }
        }
        return contents;
    }

    private static boolean isPlain(Path file, Path directory) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && !Files.isSymbolicLink(directory)
                && file.toRealPath().startsWith(directory.toRealPath());
    }
}
