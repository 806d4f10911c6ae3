package org.platformnetwork.termexecutor.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.Confinement;
import org.platformnetwork.termexecutor.process.ProcessResult;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.process.RunningProcess;

/** Ends what runs as a user of tasks, and removes what it left where everyone may write. */
public final class UserCleanup {

    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final List<String> PUBLIC =
            List.of("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock");

    /** The kinds of System V IPC, and the options of ipcrm(1) for their identifiers. */
    private static final Map<String, String> IPC = Map.of("shm", "-m", "msg", "-q", "sem", "-s");

    private final ProcessRunner runner;
    private final Path workspace;

    /**
     * @param workspace left alone, though it may lie where everyone may write
     */
    public UserCleanup(ProcessRunner runner, Path workspace) {
        this.runner = runner;
        this.workspace = workspace;
    }

    /** What a command line begins with that runs as the user, without any further right. */
    public static List<String> become(int user) {
        var id = Integer.toString(user);
        return List.of(
                "setpriv",
                "--reuid",
                id,
                "--regid",
                id,
                "--clear-groups",
                "--no-new-privs",
                "--bounding-set=-all",
                "--inh-caps=-all",
                "--ambient-caps=-all",
                "--");
    }

    /**
     * Whether nothing runs as the user any more. A signal to all reaches exactly those whom their
     * user may signal, and all at once, so that no fork runs ahead of it. But its sender can be
     * stopped or killed by them as well, so root ends whom it sees after that. Also works on an
     * interrupted thread.
     */
    public boolean endProcesses(int user) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                killAll(user);
                var left =
                        RunningProcess.all().stream()
                                .filter(process -> process.runsAs(user))
                                .toList();
                if (left.isEmpty()) {
                    return true;
                }
                left.forEach(RunningProcess::stop);
                left.forEach(RunningProcess::kill);
                if (System.nanoTime() - deadline > 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** By one of the user's own, which ignores whatever signal it can. */
    private void killAll(int user) {
        var sender = new ArrayList<>(List.of("env", "--ignore-signal", "--"));
        sender.addAll(become(user));
        sender.addAll(List.of("sh", "-c", "kill -s KILL -- -1"));
        run(sender, SIGNAL_LIMIT);
    }

    /**
     * Whether nothing of the user is left outside of its sandbox, after its processes have ended.
     * Also works on an interrupted thread.
     */
    public boolean remove(int user) {
        boolean interrupted = Thread.interrupted();
        try {
            return removeIpc(user) && removeFiles(user);
        } catch (IOException _) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * By a find that holds the directory it removes from, so that no link can lead it astray. It
     * fails when others' files vanish under it, too: then what counts is that it finds no more.
     */
    private boolean removeFiles(int user) {
        var find = find(user);
        if (succeeds(find, "-execdir", "rm", "-rf", "--one-file-system", "--", "{}", "+")) {
            return true;
        }
        return run(find, "-print") instanceof ProcessResult.Exited exited
                && exited.output().text().lines().noneMatch(line -> line.startsWith("/"));
    }

    /** Errors begin with the program's name, paths with a slash. */
    private List<String> find(int user) {
        var find = new ArrayList<>(List.of("find"));
        PUBLIC.stream().filter(place -> Files.isDirectory(Path.of(place))).forEach(find::add);
        find.addAll(List.of("-xdev", "-mindepth", "1", "-ignore_readdir_race", "("));
        find.addAll(List.of("-samefile", workspace.toString(), "-o"));
        find.addAll(List.of("-type", "d", "-uid", "0", "!", "-perm", "-o=x"));
        find.addAll(List.of(")", "-prune", "-o", "-uid", Integer.toString(user), "-prune"));
        return find;
    }

    /**
     * Without the rights of root over them, which containers lack: the user itself has to do it.
     */
    private boolean removeIpc(int user) throws IOException {
        var remove = new ArrayList<>(become(user));
        remove.add("ipcrm");
        int nothing = remove.size();
        for (var kind : IPC.entrySet()) {
            var table = Path.of("/proc/sysvipc", kind.getKey());
            if (Files.exists(table)) {
                for (var id : ipc(Files.readAllLines(table), user)) {
                    remove.addAll(List.of(kind.getValue(), id));
                }
            }
        }
        return remove.size() == nothing || succeeds(remove);
    }

    /**
     * The identifiers of what a user owns or made.
     *
     * @param table of {@code /proc/sysvipc}, whose first line names the columns; the second is the
     *     identifier
     */
    static List<String> ipc(List<String> table, int user) {
        var names = Arrays.asList(table.getFirst().strip().split("\\s+", -1));
        var id = Integer.toString(user);
        return table.stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields ->
                        fields[names.indexOf("uid")].equals(id)
                                || fields[names.indexOf("cuid")].equals(id))
                .map(fields -> fields[1])
                .toList();
    }

    private boolean succeeds(List<String> first, String... others) {
        return run(first, others) instanceof ProcessResult.Exited exited && exited.code() == 0;
    }

    private ProcessResult run(List<String> first, String... others) {
        return run(Stream.concat(first.stream(), Arrays.stream(others)).toList(), COMMAND_LIMIT);
    }

    private ProcessResult run(List<String> arguments, Duration limit) {
        var command =
                new Command(
                        arguments,
                        Path.of("/"),
                        Map.of("PATH", HostCommands.PATH),
                        limit,
                        4096,
                        Confinement.TRUSTED);
        return runner.run(command);
    }
}
