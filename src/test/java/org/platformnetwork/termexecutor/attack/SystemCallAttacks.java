package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Kernel interfaces that no namespace holds, for the commands of agents and of packages. */
interface SystemCallAttacks extends Theme {

    /** Prints what works of what must not; each attempt is a process of its own. */
    String REACH =
            """
            import ctypes, os, socket
            libc = ctypes.CDLL(None, use_errno=True)
            arm = os.uname().machine == "aarch64"
            def attempt(name, call):
                if os.fork():
                    os.wait()
                    return
                try: result = call()
                except OSError: result = -1
                if result >= 0: print(name, "is open", flush=True)
                os._exit(0)
            def call(x86, on_arm, *arguments): return libc.syscall(on_arm if arm else x86, *arguments)
            params = ctypes.create_string_buffer(256)
            attempt("io_uring", lambda: call(425, 425, 4, params))
            attempt("userfaultfd", lambda: call(323, 282, 1))
            attempt("vsock", lambda: libc.socket(40, 1, 0))
            attempt("alg", lambda: libc.socket(38, 5, 0))
            attempt("userns", lambda: libc.unshare(0x10000000))
            attempt("clone", lambda: call(56, 220, 0x10000000 | 17, 0, 0, 0, 0))
            for ring in -1, -2, -3, -4, -5:
                attempt("key", lambda: call(248, 217, b"user", b"attack", b"x", 1, ring))
                attempt("keyring", lambda: call(250, 219, 0, ring, 1))
            print("tried", flush=True)
            """;

    @Test
    default void agentReachesNoSpecialInterfaceOfTheKernel() {
        var judged = fight(Duel.python(REACH));

        judged.failsAs("tests_failed");
        assertThat(judged.output()).isEqualTo("tried\n");
    }

    /**
     * In a user namespace, install commands once mounted the hierarchies of cgroups and lifted
     * their own limits, which root of the host owns.
     */
    @Test
    default void installCommandsMakeNoNamespaceAndMountNoControlGroups() {
        var enter = "unshare --user --map-root-user --mount --cgroup sh -c";
        var attempts =
                List.of(
                        "unshare --user true && echo userns",
                        enter + " 'mkdir m && mount -t cgroup -o memory none m' && echo memory",
                        enter + " 'mkdir p && mount -t cgroup -o pids none p' && echo processes",
                        enter + " 'mkdir u && mount -t cgroup2 none u' && echo unified",
                        "mkdir d && mount -t cgroup -o memory none d && echo directly",
                        "rm -fd m p u d",
                        "echo tried");
        var script = "{ " + String.join("; ", attempts) + "; } >$TMPDIR/reached 2>/dev/null";
        var judged =
                fight(
                        Duel.python("print(open(os.environ['TMPDIR'] + '/reached').read())\n")
                                .install('"' + script + '"'));

        judged.failsAs("tests_failed");
        assertThat(judged.output().strip()).isEqualTo("tried");
    }
}
