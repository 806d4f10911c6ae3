package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Agents that take what the machine has, each bounded by itself as well: at most 200 processes, 600
 * MB of memory, 300 MB of disk, 6,000 files and a minute. Not for the level {@code process}, where
 * nothing but that would hold them.
 */
interface LimitAttacks extends Theme {

    /** Room for the honest task, and for no attack. */
    Map<String, String> SETTINGS =
            Map.of(
                    "TASK_MEMORY_BYTES",
                    Long.toString(256L << 20),
                    "TASK_MAX_PROCESSES",
                    "64",
                    "TASK_DISK_BYTES",
                    Long.toString(100L << 20),
                    "TASK_INODES",
                    "5000");

    @Test
    default void forkBombIsHeldByItsLimitOfProcesses() {
        var judged =
                fight(
                        Duel.python(
                                        """
                                        started = 0
                                        for _ in range(200):
                                            try:
                                                if os.fork() == 0:
                                                    time.sleep(60)
                                                    os._exit(0)
                                                started += 1
                                            except OSError:
                                                break
                                        print("started", started, flush=True)
                                        """)
                                .honestSeconds("2"));

        judged.failsBecause("resource_limit", "processes");
        assertThat(judged.output()).startsWith("started ").doesNotContain("started 200");
    }

    @Test
    default void treeOfForksIsHeldByItsLimitOfProcesses() {
        fight(
                        Duel.python(
                                        """
                                        first = os.getpid()
                                        for _ in range(7):
                                            try: os.fork()
                                            except OSError: pass
                                        if os.getpid() != first:
                                            time.sleep(60)
                                            os._exit(0)
                                        for _ in range(60):
                                            try: child = os.fork()
                                            except OSError: break
                                            if child == 0:
                                                time.sleep(60)
                                                os._exit(0)
                                        """)
                                .honestSeconds("2"))
                .failsBecause("resource_limit", "processes");
    }

    @Test
    default void hogOfMemoryIsHeldByItsLimit() {
        var judged =
                fight(
                        Duel.python(
                                        """
                                        kept = []
                                        for i in range(75):
                                            kept.append(bytearray(b"x" * (8 << 20)))
                                        print("had it all", flush=True)
                                        time.sleep(60)
                                        """)
                                .honestSeconds("2"));

        judged.failsBecause("resource_limit", "memory");
        assertThat(judged.output()).doesNotContain("had it all");
    }

    @Test
    default void hogOfMemoryInManyProcessesIsHeldByItsLimit() {
        fight(
                        Duel.python(
                                        """
                                        for _ in range(6):
                                            if os.fork() == 0:
                                                kept = bytearray(b"x" * (96 << 20))
                                                time.sleep(60)
                                                os._exit(0)
                                        os.wait()
                                        """)
                                .honestSeconds("2"))
                .failsBecause("resource_limit", "memory");
    }

    @Test
    default void filesInMemoryCountAsMemoryOrDisk() {
        var judged =
                fight(
                        Duel.python(
                                        """
                                        try:
                                            with open("/dev/shm/hog", "wb") as file:
                                                for _ in range(300):
                                                    file.write(bytes(1 << 20))
                                            print("had it all", flush=True)
                                        except OSError: pass
                                        """)
                                .honestSeconds("1"));

        judged.failsAs("resource_limit");
        assertThat(judged.output()).doesNotContain("had it all");
    }

    @Test
    default void filledDiskIsHeldByItsLimit() {
        for (var place : new String[] {".", "~", "$TMPDIR"}) {
            var judged =
                    fight(
                            Duel.python(
                                    """
                                    place = os.path.expanduser(os.path.expandvars("%s"))
                                    with open(place + "/big", "wb") as file:
                                        for _ in range(150):
                                            file.write(os.urandom(1 << 20))
                                    time.sleep(60)
                                    print("lived on", flush=True)
                                    """
                                            .formatted(place)));

            judged.failsBecause("resource_limit", "disk");
            assertThat(judged.output()).doesNotContain("lived on");
        }
    }

    @Test
    default void bombOfFilesIsHeldByItsLimit() {
        var judged =
                fight(
                        Duel.python(
                                """
                                for i in range(6000):
                                    open("file%d" % i, "w").close()
                                time.sleep(60)
                                print("lived on", flush=True)
                                """));

        judged.failsBecause("resource_limit", "inodes");
        assertThat(judged.output()).doesNotContain("lived on");
    }

    @Test
    default void filesMadeRightBeforeTheEndAreCountedAsWell() {
        fight(
                        Duel.python(
                                """
                                for i in range(6000):
                                    os.mkdir(os.environ["TMPDIR"] + "/d%d" % i)
                                """))
                .failsBecause("resource_limit", "inodes");
    }

    @Test
    default void productThatTakesAllMemoryInTheTestsIsHeldAsWell() {
        fight(
                        Duel.python(
                                """
                                write("calc/answer.py",
                                      "kept = [bytearray(b'x' * (8 << 20)) for _ in range(75)]\\n"
                                      "def answer():\\n    return 42\\n")
                                """))
                .failsBecause("resource_limit", "memory");
    }
}
