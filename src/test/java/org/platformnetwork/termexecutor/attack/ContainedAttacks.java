package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/**
 * What only a level that contains its commands can hold. Without one the agent is the service's own
 * user: kill(-1) would end the tests themselves, and everything that the service can read or write
 * lies open, by its own word on the level.
 */
interface ContainedAttacks extends Theme {

    @Test
    default void killOfEverybodyReachesOnlyItsOwn() {
        var judged =
                fight(
                        Duel.python(
                                        """
                                        child = subprocess.Popen(["sleep", "20"])
                                        time.sleep(1)
                                        os.kill(-1, signal.SIGKILL)
                                        print("killed", -child.wait())
                                        """)
                                .honestSeconds("2"));

        judged.failsAs("tests_failed");
        assertThat(judged.output()).isEqualTo("killed 9\n");
    }

    /** A thousand busy processes leave the service its share where no cgroup does. */
    @Test
    default void commandsGiveWayToTheServiceAndCannotTakeItBack() {
        var judged =
                fight(
                        Duel.python(
                                        """
                                        fix()
                                        print(os.nice(0))
                                        try: os.nice(-1)
                                        except OSError: print("stays")
                                        """)
                                .test("test_2.sh", "test \"$(nice)\" = 19\n"));

        judged.passes();
        assertThat(judged.output()).isEqualTo("19\nstays\n");
    }

    @Test
    default void daemonWithoutAnyTraceDoesNotLiveToRewriteTheTests() {
        fight(
                        Duel.python(
                                        """
                                        program = '''
                                        import os, time
                                        root = os.open(".", os.O_RDONLY)
                                        os.chdir("/")
                                        for _ in range(1000):
                                            try:
                                                file = os.open("tests/test_hidden.py",
                                                               os.O_WRONLY | os.O_CREAT, dir_fd=root)
                                                os.write(file, b"import os; os._exit(0) #")
                                                os.close(file)
                                            except OSError: pass
                                            time.sleep(.01)
                                        '''
                                        if os.fork(): raise SystemExit
                                        os.setsid()
                                        if os.fork(): raise SystemExit
                                        for descriptor in 0, 1, 2:
                                            os.dup2(os.open("/dev/null", os.O_RDWR), descriptor)
                                        os.execve(sys.executable, ["x", "-c", program], {})
                                        """)
                                .test(
                                        "test_1.sh",
                                        "sleep 0.5; python3 -m unittest tests.test_hidden\n"))
                .failsAs("tests_failed");
    }

    @Test
    default void programsOfTheSystemAreNotReplacedForTheTests() {
        fight(
                        Duel.python(
                                """
                                for directory in os.environ["PATH"].split(":"):
                                    for name in "python3", "bash", "env", "git":
                                        path = directory + "/" + name
                                        try:
                                            os.path.lexists(path) and os.remove(path)
                                            write(path, "#!/bin/sh\\nexit 0\\n")
                                            os.chmod(path, 0o755)
                                        except OSError: pass
                                for path in "/etc/profile", "/etc/bash.bashrc", "/etc/ld.so.preload":
                                    try: write(path, "exit 0\\n")
                                    except OSError: pass
                                """))
                .failsAs("tests_failed");
    }

    @Test
    default void scriptsAndTestFilesCannotBeRewrittenWhereTheyAreStaged() {
        fight(
                        VerificationAttacks.duel(
                                """
                                places = "/task", os.environ["TMPDIR"] + "/../in"
                                for top, _, files in [*os.walk(places[0]), *os.walk(places[1])]:
                                    for name in files:
                                        try: open(top + "/" + name, "w").write("exit 0\\n")
                                        except OSError: pass
                                """))
                .failsAs("tests_failed");
    }

    @Test
    default void testsCannotBeSentHome() throws IOException {
        try (var home = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var judged =
                    fight(
                            Duel.python(
                                    "write('calc/answer.py', '''%s''')\n"
                                            .formatted(
                                                    Hosts.connect(
                                                            home.getLocalPort(), arena().port()))));

            judged.failsAs("tests_failed");
            assertThat(judged.testOutput(0)).contains("tried").doesNotContain("reached");
        }
    }
}
