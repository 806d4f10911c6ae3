package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/**
 * The system's public directories, empty, and owned by the user of agents and tests. Stacked over
 * the system they let commands add, replace and delete files there, as tasks that were published
 * for a container's root do, though they are not root; what they change lies in their own layer.
 * Deep directories are left out: there are tens of thousands, and what tasks touch lies near the
 * top.
 *
 * @param root holds one directory for each of {@link Layer#SYSTEM}
 */
record SystemSkeleton(Path root) {

    /** Directories that not everyone may list are left out, with all below them. */
    private static final String COPY =
            """
            cd "/$1" || exit 0
            find . -xdev -maxdepth 4 -type d \\( ! -perm -005 -prune -o -print0 \\) |
              (cd "$2" && xargs -0 mkdir -p -m 755 --)
            if [ -d "$2/tmp" ]; then chmod 1777 "$2/tmp"; fi
            """;

    static SystemSkeleton create(Path root, HostCommands host) throws IOException {
        for (var name : Layer.SYSTEM) {
            var directory = Files.createDirectories(root.resolve(name));
            host.require("sh", "-c", COPY, "sh", name, directory.toString());
        }
        return new SystemSkeleton(root);
    }
}
