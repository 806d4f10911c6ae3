package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** System calls that lead out of a sandbox where they are allowed. */
interface KernelAttacks extends Theme {

    String CALLS =
            """
            import ctypes, struct
            libc = ctypes.CDLL(None, use_errno=True)
            arm = os.uname().machine == "aarch64"
            def attempt(name, call):
                if os.fork():
                    os.wait()
                    return
                try: result = call()
                except OSError as e: result = -1
                print(name, "allowed" if result >= 0 else "refused", flush=True)
                os._exit(0)
            attempt("userns", lambda: libc.unshare(0x10000000))
            attempt("mountns", lambda: libc.unshare(0x00020000))
            attempt("netns", lambda: libc.unshare(0x40000000))
            attempt("mount", lambda: libc.mount(b"x", b"/tmp", b"tmpfs", 0, None))
            attempt("remount", lambda: libc.mount(None, b"/task", None, 32 | 4096, None))
            attempt("umount", lambda: libc.umount2(b"/repo", 2))
            attempt("chroot", lambda: libc.chroot(b"/tmp"))
            attempt("setuid", lambda: libc.setuid(0))
            attempt("mknod", lambda: libc.mknod(b"/tmp/disk", 0o60600, os.makedev(254, 0)))
            attempt("setns", lambda: libc.setns(os.open("/proc/1/ns/user", os.O_RDONLY), 0))
            attempt("bpf", lambda: libc.syscall(280 if arm else 321, 0,
                                                struct.pack("IIII", 2, 4, 4, 1) + bytes(56), 72))
            attempt("perf", lambda: libc.syscall(241 if arm else 298,
                                                 ctypes.create_string_buffer(112), -1, 0, -1, 0))
            for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches",
                         "/sys/kernel/uevent_helper", "/dev/mem", "/dev/kmsg", "/dev/vda"):
                attempt(path, lambda: os.open(path, os.O_WRONLY))
            """;

    @Test
    default void callsThatLeadOutAreRefused() {
        var judged = fight(Duel.python(CALLS));

        judged.failsAs("tests_failed");
        assertThat(judged.output().lines())
                .hasSizeGreaterThan(15)
                .allMatch(line -> line.endsWith(" refused"));
    }

    /** A keyring that the service hands down would outlive the task. */
    @Test
    default void keysOfOneTaskAreNotSeenByAnother() {
        var key =
                """
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                arm = os.uname().machine == "aarch64"
                add, ctl = (217, 219) if arm else (248, 250)
                rings = -2, -3, -4, -5
                """;
        fight(
                Duel.python(
                        key
                                + """
                                for ring in rings:
                                    id = libc.syscall(add, b"user", b"attack", b"x", 1, ring)
                                    if id > 0: libc.syscall(ctl, 15, id, 20)
                                """));
        var judged =
                fight(
                        Duel.python(
                                key
                                        + """
                                        for ring in rings:
                                            if libc.syscall(ctl, 10, ring, b"user", b"attack", 0) > 0:
                                                print("found", ring)
                                        print("searched")
                                        """));

        assertThat(judged.output()).isEqualTo("searched\n");
    }

    /** Its own first process stands still by that, and so does the phase. */
    @Test
    default void tracingEveryProcessHarmsNobodyElse() {
        fightHanging(
                        Duel.python(
                                """
                                import ctypes
                                libc = ctypes.CDLL(None, use_errno=True)
                                for process in filter(str.isdigit, os.listdir("/proc")):
                                    if int(process) != os.getpid():
                                        libc.ptrace(16, int(process), 0, 0)
                                for process in os.listdir("/proc"):
                                    try: print(os.listdir("/proc/" + process + "/root"))
                                    except OSError: pass
                                subprocess.run(["sleep", "4242"])
                                """))
                .failsAs("timeout");
    }
}
