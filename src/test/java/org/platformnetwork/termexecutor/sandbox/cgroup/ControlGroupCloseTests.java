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
import org.platformnetwork.termexecutor.sandbox.BoundResource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

/** Started without the runner, which would kill most of it by itself. */
@EnabledIfCommand("perl")
@EnabledIfControlGroups(BoundResource.PROCESSES)
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

        boolean includes(GroupHierarchy hierarchy) {
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
        ControlGroup group = groups.open("daemon", GroupLimits.NONE);
        long daemon = startDaemon(group);

        group.close();

        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEGACY_WITHOUT_PROCESSES")
    void killsForkBomb(Found found) throws IOException {
        var groups = groups(found);
        var limit = new GroupLimits(0, 64, 0);
        // What is not tried may be what holds the bomb.
        var others =
                groups(Files.createDirectory(workspace.resolve("fence")), h -> !found.includes(h));
        try (var fence = others.open("fence", limit)) {
            ControlGroup group = groups.open("bomb", limit);
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
        ControlGroup group = groups.open("daemon", GroupLimits.NONE);
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
        ControlGroup group = groups.open("nested", GroupLimits.NONE);
        for (GroupDirectory parent : groups.parents()) {
            Files.createDirectories(parent.path().resolve("nested/a/b"));
        }

        group.close();

        end(groups);
    }

    @ParameterizedTest
    @EnumSource
    void removesWhatAnEarlierServiceLeft(Found found) throws IOException {
        long daemon = startDaemon(groups(found).open("left", GroupLimits.NONE));

        var groups = groups(found);

        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    @Test
    void removesWhatAnEarlierServiceLeftElsewhereInTheHierarchies() throws IOException {
        List<GroupHierarchy> elsewhere =
                GroupHierarchy.mounted().stream().map(this::below).toList();
        for (GroupHierarchy hierarchy : elsewhere) {
            Files.createDirectory(hierarchy.own());
        }
        var earlier = new ControlGroups(workspace, new ProcessRunner(), elsewhere);
        long daemon = startDaemon(earlier.open("left", GroupLimits.NONE));

        var groups = groups(Found.ALL);

        for (GroupHierarchy hierarchy : elsewhere) {
            Files.delete(hierarchy.own());
        }
        assertThat(isAlive(daemon)).isFalse();
        end(groups);
    }

    private GroupHierarchy below(GroupHierarchy hierarchy) {
        return new GroupHierarchy(
                hierarchy.unified(),
                hierarchy.mountPoint(),
                hierarchy.own().resolve("elsewhere-" + workspace.getFileName()),
                hierarchy.controllers());
    }

    private ControlGroups groups(Found found) throws IOException {
        var groups = groups(workspace, found::includes);
        assumeThat(groups.parents()).as("hierarchies").isNotEmpty();
        return groups;
    }

    private static ControlGroups groups(Path workspace, Predicate<GroupHierarchy> included)
            throws IOException {
        return new ControlGroups(
                workspace,
                new ProcessRunner(),
                GroupHierarchy.mounted().stream().filter(included).toList());
    }

    private long startDaemon(ControlGroup group) throws IOException {
        start(group.enterCommand(), DAEMON);
        Path pid = workspace.resolve("pid");
        await().until(() -> Files.exists(pid));
        long daemon = Long.parseLong(Files.readString(pid));
        assertThat(isAlive(daemon)).isTrue();
        return daemon;
    }

    /** One that nobody has waited for yet is dead, whatever its handle says. */
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
    private static void end(ControlGroups groups) {
        assertThat(groups.parents()).allMatch(parent -> parent.tree().size() == 1);
        groups.destroy();
        assertThat(groups.parents()).noneMatch(parent -> Files.exists(parent.path()));
    }
}
