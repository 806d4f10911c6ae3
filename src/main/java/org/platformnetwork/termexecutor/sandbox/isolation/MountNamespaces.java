package org.platformnetwork.termexecutor.sandbox.isolation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.platformnetwork.termexecutor.process.NamespaceHolder;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;

/** The mount namespaces around the commands of sandboxes, each held by a process of its own. */
final class MountNamespaces {

    /** Mounts, says so, and waits for the end of its input. */
    private static final String HOLD =
            """
            mount -n -a -T "$1" && echo && read -r end
            """;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final boolean root;
    private final ConcurrentMap<Path, NamespaceHolder> holders = new ConcurrentHashMap<>();

    /**
     * @param root whether the service is root; otherwise a user namespace is around each
     */
    MountNamespaces(boolean root) {
        this.root = root;
    }

    /**
     * Makes one.
     *
     * @param sandbox its root directory
     * @param table an fstab(5) of what to mount in it
     */
    void open(Path sandbox, Path table) throws IOException {
        var arguments = new ArrayList<>(List.of("unshare"));
        if (!root) {
            arguments.addAll(List.of("--user", "--map-root-user"));
        }
        arguments.addAll(
                List.of("--mount", "--propagation", "private", "--", "sh", "-c", HOLD, "sh"));
        arguments.add(table.toString());
        var path = Map.of("PATH", HostCommands.PATH);
        holders.put(sandbox, NamespaceHolder.start(arguments, path, TIMEOUT));
    }

    void close(Path sandbox) {
        var holder = holders.remove(sandbox);
        if (holder != null) {
            holder.close();
        }
    }

    /** What enters a sandbox's namespace, as the beginning of a command line. */
    List<String> enter(Path sandbox) {
        var holder = holders.get(sandbox);
        if (holder == null) {
            throw new IllegalStateException("the sandbox is closed");
        }
        var mounts = "--mount=/proc/%d/ns/mnt".formatted(holder.pid());
        return root
                ? List.of("nsenter", mounts)
                : List.of(
                        "nsenter",
                        "--preserve-credentials",
                        "--user=/proc/%d/ns/user".formatted(holder.pid()),
                        mounts);
    }
}
