package org.platformnetwork.termexecutor.pipeline.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.platformnetwork.termexecutor.pipeline.PhaseFailedException;
import org.platformnetwork.termexecutor.pipeline.StepRunner;
import org.platformnetwork.termexecutor.sandbox.Sandbox;
import org.platformnetwork.termexecutor.sandbox.SandboxCommand;

/**
 * Looks in a sandbox for modules of Python's standard library and of installed packages. What is
 * installed in place leads to the repository itself, and is not among them.
 */
public final class InstalledModules {

    private static final int MAX_OUTPUT = 1 << 20;

    private static final String FIND =
            """
            out=$1; shift
            find / -maxdepth 8 \\( -path /proc -o -path /sys -o -path /dev \\) -prune \\
                -o -type d \\( -path '*/lib/python3*/site-packages' -o -path '*/lib/python3*/dist-packages' \\
                    -o -path '*/lib/python3/dist-packages' -o -path '*/lib/python3.*/lib-dynload' \\
                    -o -path '*/lib/python3.[0-9]*' -name 'python3.*' \\) -print0 2>/dev/null |
              while IFS= read -r -d '' directory; do
                for name; do
                  for found in "$directory/$name" "$directory/$name".py "$directory/$name".*.so; do
                    if [[ -e $found ]]; then echo "$name"; fi
                  done
                done
              done >"$out"
            """;

    private InstalledModules() {}

    /** Those of the names that there is a module of. */
    public static Set<String> among(
            List<String> names, Sandbox sandbox, StepRunner stepRunner, Duration timeout)
            throws IOException, PhaseFailedException {
        var found = sandbox.temporary().resolve("modules");
        var arguments = new ArrayList<>(List.of("bash", "-c", FIND, "modules"));
        arguments.add(sandbox.seen(found).toString());
        arguments.addAll(names);
        stepRunner.run(
                "modules", sandbox, new SandboxCommand(arguments, "", Map.of(), timeout, false));
        if (!Files.isRegularFile(found, LinkOption.NOFOLLOW_LINKS)) {
            return Set.of();
        }
        try (var in = Files.newInputStream(found, LinkOption.NOFOLLOW_LINKS)) {
            var text = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            return new HashSet<>(text.lines().toList());
        }
    }
}
