package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Processes that would outlive their phase, and output that would fill the service's memory. */
interface ProcessAttacks extends Theme {

    @Test
    default void ignoredSignalsDoNotOutliveTheTimeLimit() {
        var judged =
                fightHanging(
                        Duel.python(
                                """
                                for s in range(1, signal.NSIG):
                                    try: signal.signal(s, signal.SIG_IGN)
                                    except (OSError, ValueError): pass
                                subprocess.Popen(["sh", "-c", "trap '' TERM INT HUP; sleep 4242"],
                                                 start_new_session=True)
                                time.sleep(4242)
                                """));

        judged.failsBecause("timeout", "The agent timed out after");
        assertThat(judged.millis()).isLessThan(Arena.SOON.toMillis());
    }

    @Test
    default void outputHeldOpenDoesNotHoldThePhase() {
        var judged =
                fight(
                        Duel.python(
                                """
                                fix()
                                subprocess.Popen(["sleep", "120"])
                                subprocess.Popen(["sleep", "120"], start_new_session=True)
                                print("done")
                                """));

        judged.passes();
        assertThat(judged.output()).isEqualTo("done\n");
        assertThat(judged.phaseMillis("agent")).isLessThan(Arena.SOON.toMillis());
    }

    @Test
    default void daemonDoesNotLiveToRewriteTheTests() {
        fight(
                        Duel.python(
                                        """
                                        if os.fork(): raise SystemExit
                                        os.setsid()
                                        if os.fork(): raise SystemExit
                                        end = time.monotonic() + 15
                                        while time.monotonic() < end:
                                            for path in "tests/test_hidden.py", "tests/test_known.py":
                                                try: write(path, "import os\\nos._exit(0)\\n")
                                                except OSError: pass
                                            time.sleep(.01)
                                        """)
                                .test(
                                        "test_1.sh",
                                        "sleep 0.5; python3 -m unittest tests.test_hidden\n"))
                .failsAs("tests_failed");
    }

    @Test
    default void detachedHolderOfOpenFilesIsEnded() {
        fight(
                        Duel.python(
                                """
                                fix()
                                held = [open("answer.txt"), open("held", "w")]
                                os.remove("held")
                                if os.fork(): raise SystemExit
                                os.setsid()
                                if os.fork(): raise SystemExit
                                for descriptor in 0, 1, 2:
                                    os.close(descriptor)
                                time.sleep(120)
                                """))
                .passes();
    }

    @Test
    default void floodOfOutputIsCutAndTakesNoMemory() {
        long before = usedHeap();
        var judged =
                fight(
                        Duel.python(
                                """
                                print("first")
                                sys.stdout.flush()
                                chunk = b"x" * 65535 + b"\\n"
                                end = time.monotonic() + 4
                                for _ in range(3000):
                                    os.write(1, chunk)
                                    if time.monotonic() > end: break
                                os.write(1, b"last\\n")
                                """));

        judged.failsAs("tests_failed");
        assertThat(judged.output())
                .startsWith("first\n")
                .contains(" bytes left out ...]")
                .endsWith("last\n")
                .hasSizeBetween(Arena.MAX_OUTPUT, Arena.MAX_OUTPUT + 200);
        assertThat(usedHeap() - before).isLessThan(64L << 20);
    }

    @Test
    default void slowCloseOfManyChildrenIsWaitedFor() {
        var judged =
                fight(
                        Duel.bash(
                                """
                                fix
                                for i in $(seq 50); do
                                  setsid sleep 120 >/dev/null 2>&1 &
                                done
                                """));

        judged.passes();
        assertThat(judged.phaseMillis("agent")).isLessThan(Arena.SOON.toMillis());
    }

    @Test
    default void programsLaidBeforeTheServicesOwnAreNotUsedInTheirPlace() {
        fight(
                        Duel.python("fix()\n")
                                .install(
                                        "mkdir -p ~/.local/bin; cd ~/.local/bin; for name in"
                                                + " setpriv nice prlimit env nsenter bwrap; do"
                                                + " printf '#!/bin/sh\\nexit 9\\n' >$name;"
                                                + " chmod +x $name; done"))
                .passes();
    }

    private static long usedHeap() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
