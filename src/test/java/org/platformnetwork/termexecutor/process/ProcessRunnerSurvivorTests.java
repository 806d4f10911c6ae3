package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.platformnetwork.termexecutor.process.Scripts.ENVIRONMENT;
import static org.platformnetwork.termexecutor.process.Scripts.LONG;
import static org.platformnetwork.termexecutor.process.Scripts.bash;
import static org.platformnetwork.termexecutor.process.Scripts.processesWith;
import static org.platformnetwork.termexecutor.process.Scripts.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

/** Each script says in the file "ready" that what must not survive was there. */
class ProcessRunnerSurvivorTests {

    private static final String AWAIT_READY = "\nuntil [ -e ready ]; do :; done\n";
    private static final String DAEMON =
            "(setsid bash -c 'touch ready; sleep 1000; :' $1 >/dev/null 2>&1 &)\n";
    private static final String DOUBLE_FORK =
            """
            import os, sys, time
            def daemon():
                os.setsid()
                if os.fork(): os._exit(0)
            if os.fork() == 0:
                daemon()
                BODY
                open("ready", "w").close()
                time.sleep(1000)
            while not os.path.exists("ready"): time.sleep(.001)
            """;

    @TempDir Path directory;
    final String token = Scripts.token();
    final TimeoutByHand timeout = new TimeoutByHand();
    final ProcessRunner runner = timeout.runner;

    @AfterEach
    void nothingIsLeftAndSomethingWasThere() {
        assertThat(processesWith(token)).isEmpty();
        assertThat(directory.resolve("ready")).exists();
    }

    @Test
    void killsChildAndGrandchildAtTheTimeout() throws Exception {
        String script = "bash -c 'bash -c \"touch ready; sleep 1000; :\" $0; :' $1; :";

        timeOutWhenReady(bash(directory, LONG, script, token));
    }

    @Test
    void killsWhoIgnoresSignals() throws Exception {
        String script =
                "trap '' TERM INT HUP; setsid bash -c 'touch ready; while :; do sleep 1; done' $1 &"
                        + " while :; do sleep 1; done";

        timeOutWhenReady(bash(directory, LONG, script, token));
    }

    @Test
    void killsThoughTheGuardIsGone() throws Exception {
        String script =
                """
                for process in /proc/[0-9]*; do
                  if tr '\\0' ' ' <$process/cmdline | grep -q 'command-guard $' \\
                      && grep -q "^PPid:.$PPID$" $process/status; then
                    kill -KILL ${process#/proc/} && killed=yes
                  fi
                done 2>/dev/null
                (setsid bash -c 'sleep 1000; :' $1 &)
                [ $killed ] && bash -c 'touch ready; sleep 1000; :' $1
                """;

        timeOutWhenReady(bash(directory, LONG, script, token));
    }

    @Test
    void killsBackgroundJobsInGroupsOfTheirOwn() {
        String script = "set -m; bash -c 'touch ready; sleep 1000; :' $1 &" + AWAIT_READY;

        assertThat(runner.run(bash(directory, LONG, script, token))).isInstanceOf(Exited.class);
    }

    @Test
    void killsDaemonInSessionOfItsOwn() {
        assertThat(runner.run(bash(directory, LONG, DAEMON + AWAIT_READY + "exit 3", token)))
                .isInstanceOf(Exited.class);
    }

    @Test
    void killsDaemonInSessionOfItsOwnAtTheTimeout() throws Exception {
        timeOutWhenReady(bash(directory, LONG, DAEMON + "sleep 1000", token));
    }

    @Test
    void killsDaemonWithoutEnvironmentThatHoldsTheOutput() {
        String script =
                "(env -i setsid /bin/bash -c 'PATH=/usr/bin:/bin; touch ready; sleep 1000; :' $1 &)"
                        + AWAIT_READY;

        assertThat(runner.run(bash(directory, LONG, script, token))).isInstanceOf(Exited.class);
    }

    @Test
    void killsDaemonWithoutEnvironmentThatStaysInTheOwnedDirectory() {
        String script =
                "(env -i setsid /bin/bash -c 'PATH=/usr/bin:/bin; touch ready; sleep 1000; :' $1"
                        + " >/dev/null 2>&1 &)"
                        + AWAIT_READY;
        Command shared = bash(directory, LONG, script, token);
        Command owner =
                new Command(
                        shared.arguments(),
                        directory,
                        ENVIRONMENT,
                        LONG,
                        1000,
                        new Confinement(directory, null, () -> false, false));

        assertThat(runner.run(owner)).isInstanceOf(Exited.class);
    }

    @Test
    void looksForNoOneWhenAllAreKnownToHaveEnded() throws Exception {
        String daemon = DAEMON.replace("touch ready", "echo $$ >pid; touch ready");
        Command shared = bash(directory, LONG, daemon + AWAIT_READY, token);
        Command known =
                new Command(
                        shared.arguments(),
                        directory,
                        ENVIRONMENT,
                        LONG,
                        1000,
                        Confinement.TRUSTED);

        assertThat(runner.run(known)).isInstanceOf(Exited.class);
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        assertThat(processesWith(token)).isNotEmpty();
        Libc.kill((int) -pid, Libc.SIGKILL);
        await().until(() -> processesWith(token).isEmpty());
    }

    @Test
    void killsLivingDescendantThatShedAllTraces() throws Exception {
        String script =
                "env -i setsid /bin/bash -c 'PATH=/usr/bin:/bin; cd /; touch $OLDPWD/ready; sleep"
                        + " 1000; :' $1 >/dev/null 2>&1 & sleep 1000";

        timeOutWhenReady(bash(directory, LONG, script, token));
    }

    @Test
    @EnabledIfCommand("python3")
    void killsDoubleForkedDaemonWhenMainExits() {
        assertThat(runner.run(python(directory, LONG, DOUBLE_FORK.replace("BODY", "pass"), token)))
                .isInstanceOf(Exited.class);
    }

    @Test
    @EnabledIfCommand("python3")
    void killsDaemonWhoseFirstThreadHasEnded() {
        String body =
                """
                import ctypes, threading
                    def stay():
                        while open("/proc/%d/stat" % os.getpid()).read().split()[2] != "Z": pass
                        open("ready", "w").close()
                        time.sleep(1000)
                    os.closerange(0, 3)
                    threading.Thread(target=stay).start()
                    ctypes.CDLL(None).pthread_exit(None)
                """;

        assertThat(runner.run(python(directory, LONG, DOUBLE_FORK.replace("BODY", body), token)))
                .isInstanceOf(Exited.class);
    }

    @Test
    void killsForkBomb() throws Exception {
        String script =
                """
                bomb() {
                  if [ $1 -gt 0 ]; then bomb $(($1 - 1)) & bomb $(($1 - 1)) & else touch ready; fi
                  while :; do sleep 1000; done
                }
                bomb 7
                """;

        timeOutWhenReady(bash(directory, LONG, script, token));
    }

    @Test
    @EnabledIfCommand("python3")
    void killsForkBombWhoseProcessesLeaveTheGroup() throws Exception {
        String script =
                """
                import os, time
                for depth in range(7):
                    os.fork()
                    os.setsid() if os.getpgrp() != os.getpid() else None
                open("ready", "w").close()
                time.sleep(1000)
                """;

        timeOutWhenReady(python(directory, LONG, script, token));
    }

    @Test
    void leavesProcessesOfOtherRunsAlone() throws Exception {
        String quick = "touch ready";
        try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            Command slow = bash(directory, LONG, "until [ -e go ]; do sleep .01; done; exit 5");
            var running = executor.submit(() -> runner.run(slow));
            for (int i = 0; i < 20; i++) {
                runner.run(bash(directory, LONG, quick));
            }
            Files.createFile(directory.resolve("go"));

            assertThat(((Exited) running.get()).code()).isEqualTo(5);
        }
    }

    @Test
    void killsBothOfTwoRunsAtOnce() throws Exception {
        String script = "(setsid bash -c 'touch ready; sleep 1000; :' $1 &)" + AWAIT_READY;
        Command command = bash(directory, LONG, script, token);
        try (var executor = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (var outcome :
                    executor.invokeAll(
                            List.of(() -> runner.run(command), () -> runner.run(command)))) {
                assertThat(outcome.get()).isInstanceOf(Exited.class);
            }
        }
    }

    private void timeOutWhenReady(Command command) throws Exception {
        timeout.runUntil(command, directory.resolve("ready").toFile()::exists);
    }
}
