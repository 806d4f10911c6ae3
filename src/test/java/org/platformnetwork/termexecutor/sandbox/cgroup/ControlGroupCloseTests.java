package org.platformnetwork.termexecutor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

/** Started without the runner, which would kill most of it by itself. */
@EnabledIfCommand("perl")
@EnabledIfControlGroups(LimitedResource.PROCESSES)
class ControlGroupCloseTests {

    private static final String DAEMON =
            """
            use POSIX;
            exit if fork;
            setsid;
            exit if fork;
            open my $file, '>', 'pid.new'; print $file $$; close $file;
            rename 'pid.new', 'pid';
            sleep 600;
            """;

    /** Bounded by itself as well: in time, and by ten generations. */
    private static final String BOMB =
            """
            my $end = time + 60;
            my $generations = 0;
            while (time < $end) {
              $generations++ if $generations < 10 and defined fork;
              select undef, undef, undef, .01;
            }
            """;

    /** Which hierarchies a service may find: version 1 has no switch that kills a group. */
    enum Found {
        ALL,
        LEGACY,
        LEGACY_WITHOUT_PROCESSES,
        UNIFIED;

        boolean includes(CgroupHierarchy hierarchy) {
            return switch (this) {
                case ALL -> true;
                case LEGACY -> !hierarchy.unified();
                case LEGACY_WITHOUT_PROCESSES ->
                        !hierarchy.unified() && !hierarchy.controllers().contains("pids");
                case UNIFIED -> hierarchy.unified();
            };
        }
    }

    @TempDir Path workspace;

    @ParameterizedTest
    @EnumSource
    void killsDaemonInSessionOfItsOwn(Found found) throws IOException {
        var groups = groups(found);
        Cgroup group = groups.open("daemon", CgroupLimits.NONE);
        assertThat(group.isEmpty()).isEqualTo(!groups.parents().isEmpty());
        long daemon = startDaemon(group);
        assertThat(group.isEmpty()).isFalse();

        group.close();

        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEGACY_WITHOUT_PROCESSES")
    void killsForkBomb(Found found) throws IOException {
        var groups = groups(found);
        var limit = new CgroupLimits(0, 64, 0);
        // What is not tried may be what holds the bomb.
        var others =
                groups(Files.createDirectory(workspace.resolve("fence")), h -> !found.includes(h));
        try (var fence = others.open("fence", limit)) {
            Cgroup group = groups.open("bomb", limit);
            List<String> command = fence.enterCommand();
            command.addAll(group.enterCommand());
            start(command, BOMB);
            await().until(() -> !group.exceeded().isEmpty() || !fence.exceeded().isEmpty());

            group.close();
        }
        others.destroy();
        end(groups);
    }

    @Test
    void closesOnInterruptedThread() throws IOException {
        var groups = groups(Found.ALL);
        Cgroup group = groups.open("daemon", CgroupLimits.NONE);
        long daemon = startDaemon(group);

        Thread.currentThread().interrupt();
        group.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    @Test
    void removesGroupsThatTheCommandMade() throws IOException {
        var groups = groups(Found.ALL);
        Cgroup group = groups.open("nested", CgroupLimits.NONE);
        for (CgroupDirectory parent : groups.parents()) {
            Files.createDirectories(parent.path().resolve("nested/a/b"));
        }

        group.close();

        end(groups);
    }

    @ParameterizedTest
    @EnumSource
    void removesWhatAnEarlierServiceLeft(Found found) throws IOException {
        long daemon = startDaemon(groups(found).open("left", CgroupLimits.NONE));

        var groups = groups(found);

        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    @Test
    void removesWhatAnEarlierServiceLeftElsewhereInTheHierarchies() throws IOException {
        List<CgroupHierarchy> elsewhere =
                CgroupHierarchy.mounted().stream().map(this::below).toList();
        for (CgroupHierarchy hierarchy : elsewhere) {
            Files.createDirectory(hierarchy.own());
        }
        var earlier = new Cgroups(workspace, new ProcessRunner(), elsewhere);
        long daemon = startDaemon(earlier.open("left", CgroupLimits.NONE));

        var groups = groups(Found.ALL);

        for (CgroupHierarchy hierarchy : elsewhere) {
            Files.delete(hierarchy.own());
        }
        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    private CgroupHierarchy below(CgroupHierarchy hierarchy) {
        return new CgroupHierarchy(
                hierarchy.unified(),
                hierarchy.mountPoint(),
                hierarchy.own().resolve("elsewhere-" + workspace.getFileName()),
                hierarchy.controllers());
    }

    private Cgroups groups(Found found) throws IOException {
        var groups = groups(workspace, found::includes);
        assumeThat(groups.parents()).as("hierarchies").isNotEmpty();
        return groups;
    }

    private static Cgroups groups(Path workspace, Predicate<CgroupHierarchy> included)
            throws IOException {
        return new Cgroups(
                workspace,
                new ProcessRunner(),
                CgroupHierarchy.mounted().stream().filter(included).toList());
    }

    private long startDaemon(Cgroup group) throws IOException {
        start(group.enterCommand(), DAEMON);
        Path pid = workspace.resolve("pid");
        await().until(() -> Files.exists(pid));
        long daemon = Long.parseLong(Files.readString(pid));
        assertThat(isAlive(daemon)).isTrue();
        return daemon;
    }

    /** One that no one has waited for yet is dead, whatever its handle says. */
    private static boolean isAlive(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private void start(List<String> command, String script) throws IOException {
        command.addAll(List.of("perl", "-e", script));
        new ProcessBuilder(command)
                .directory(workspace.toFile())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    /** Every group was removed, so that only the parents are left. */
    private static void end(Cgroups groups) {
        assertThat(groups.parents()).allMatch(parent -> parent.tree().size() == 1);
        groups.destroy();
        assertThat(groups.parents()).noneMatch(parent -> Files.exists(parent.path()));
    }
}
