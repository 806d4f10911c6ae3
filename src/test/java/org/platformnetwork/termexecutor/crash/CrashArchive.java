package org.platformnetwork.termexecutor.crash;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/**
 * An archive unlike every other: two to four short tasks, the first of which fails. Its agents and
 * tests write each of their runs down, those on the base apart.
 *
 * @param expected whether each task, by its id, has to pass
 */
record CrashArchive(int number, TestArchive files, String hash, Map<String, Boolean> expected) {

    /** The variable by which an agent learns which of the service's lives it runs in. */
    static final String LIFE = "CRASH_LIFE";

    static CrashArchive create(int number, TestRepository repository, Marks marks, Random random) {
        var files = TestArchive.withAgent("agent.sh", agent(number, marks));
        var base = newCommit(repository, number);
        var expected = new TreeMap<String, Boolean>();
        int tasks = 2 + random.nextInt(3);
        for (int task = 1; task <= tasks; task++) {
            boolean good = task > 1;
            var name = "t" + task;
            var directory = "tasks/" + name + "/";
            files.file(
                            directory + "workspace.yaml",
                            """
                            repo: %s
                            base_commit: %s
                            install_config:
                              install: sleep 0.1 && echo archive %d
                            """
                                    .formatted(repository.url(), base, number))
                    .file(
                            directory + "prompt.md",
                            "%d %s %s 0.%03d\n"
                                    .formatted(
                                            number,
                                            name,
                                            good ? "good" : "bad",
                                            50 + random.nextInt(450)))
                    .file(directory + "tests/test_1.sh", test(number, name, marks));
            expected.put(name, good);
        }
        var hash = ArchiveHash.of(ArchiveHash.digest().digest(files.zip())).hex();
        return new CrashArchive(number, files, hash, expected);
    }

    /** One of its own, so that every archive is fetched for. */
    private static String newCommit(TestRepository repository, int number) {
        synchronized (repository) {
            return repository.commit("value.txt", "archive %d\n".formatted(number));
        }
    }

    byte[] bytes() {
        return files.zip();
    }

    /** One in three leaves a process in a session of its own behind. */
    private static String agent(int archive, Marks marks) {
        return """
        read -r archive task word seconds < "$TASK_PROMPT"
        { echo "start $archive $task $CRASH_LIFE" >> '%1$s'; } 2>/dev/null
        if (( %2$d %% 3 == 0 )); then
            setsid bash -c 'sleep 20; :' '%1$s' "life-$CRASH_LIFE" </dev/null >/dev/null 2>&1 &
        fi
        bash -c 'sleep '"$seconds"'; :' '%1$s' "life-$CRASH_LIFE"
        echo "$word" > value.txt
        """
                .formatted(marks.file(), archive);
    }

    private static String test(int archive, String task, Marks marks) {
        return """
        grep -qx 'archive %1$d' value.txt || { echo "test %1$d %2$s" >> '%3$s'; } 2>/dev/null
        sleep 0.05
        grep -qx good value.txt
        """
                .formatted(archive, task, marks.file());
    }
}
