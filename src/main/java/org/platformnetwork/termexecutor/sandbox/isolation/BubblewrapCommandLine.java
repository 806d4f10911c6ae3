package org.platformnetwork.termexecutor.sandbox.isolation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

/**
 * The command line of bubblewrap: agents and tests run as an ordinary user of the host in a user
 * namespace that allows no further one; install commands of a service that is root run as root with
 * the capabilities that package managers need.
 */
public final class BubblewrapCommandLine {

    /** The user of the host that agents and tests of a service run as that is root. */
    public static final int HOST_UID = 64_000;

    private static final List<String> PREPARE_CAPABILITIES =
            List.of(
                    "CAP_CHOWN",
                    "CAP_DAC_OVERRIDE",
                    "CAP_FOWNER",
                    "CAP_FSETID",
                    "CAP_KILL",
                    "CAP_SETFCAP",
                    "CAP_SETGID",
                    "CAP_SETUID",
                    "CAP_SYS_CHROOT");

    private final SandboxPhase sandboxPhase;
    private final boolean root;
    private final List<String> arguments = new ArrayList<>();

    BubblewrapCommandLine(SandboxPhase sandboxPhase, boolean root) {
        this.sandboxPhase = sandboxPhase;
        this.root = root;
    }

    /** Options of the nsenter(1) before it that take root away, with all groups. */
    static List<String> become(SandboxPhase sandboxPhase, boolean root) {
        var uid = Integer.toString(HOST_UID);
        return root && sandboxPhase != SandboxPhase.PREPARE
                ? List.of("--setgid", uid, "--setuid", uid)
                : List.of();
    }

    BubblewrapCommandLine isolate(NetworkAccess networkAccess) {
        add("bwrap", "--json-status-fd", "3", "--die-with-parent", "--new-session");
        add("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try");
        add("--hostname", Additions.HOST_NAME, "--cap-drop", "ALL");
        if (networkAccess == NetworkAccess.NOTHING) {
            add("--unshare-net");
        }
        if (sandboxPhase == SandboxPhase.PREPARE) {
            prepare();
        } else {
            user(Integer.toString(sandboxPhase.uid()));
        }
        return this;
    }

    /** The root, and what the kernel shows below it; without one, an empty root. */
    BubblewrapCommandLine root(@Nullable Path directory, boolean ownProc) {
        if (directory != null) {
            bind(directory, Path.of("/"));
        }
        if (ownProc) {
            add("--proc", "/proc");
        } else {
            add("--ro-bind", "/proc", "/proc");
        }
        add("--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm", "--tmpfs", "/run");
        return this;
    }

    /** What is open as a descriptor holds the command, and not bubblewrap itself. */
    BubblewrapCommandLine filter(int descriptor) {
        return add("--seccomp", Integer.toString(descriptor));
    }

    private void prepare() {
        if (root) {
            PREPARE_CAPABILITIES.forEach(capability -> add("--cap-add", capability));
        } else {
            add("--unshare-user", "--uid", "0", "--gid", "0");
        }
    }

    private void user(String uid) {
        add("--unshare-user", "--disable-userns", "--uid", uid, "--gid", uid);
    }

    /** All that the command inherits; what runs before it has the service's own PATH only. */
    BubblewrapCommandLine environment(Map<String, String> variables) {
        add("--clearenv");
        variables.forEach((name, value) -> add("--setenv", name, value));
        return this;
    }

    BubblewrapCommandLine bind(Path source, Path target) {
        return add("--bind", source.toString(), target.toString());
    }

    BubblewrapCommandLine bindReadOnly(Path source, Path target) {
        return add("--ro-bind", source.toString(), target.toString());
    }

    BubblewrapCommandLine link(String target, Path place) {
        return add("--symlink", target, place.toString());
    }

    BubblewrapCommandLine hide(Path directory) {
        return add("--tmpfs", directory.toString());
    }

    /** All of it up to the command. */
    List<String> arguments() {
        var complete = new ArrayList<>(arguments);
        complete.add("--");
        return complete;
    }

    private BubblewrapCommandLine add(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }
}
