package org.platformnetwork.termexecutor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.Command;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessRunner;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.ExceededLimit;
import org.platformnetwork.termexecutor.sandbox.host.HostCommands;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

@EnabledIfCommand("perl")
@EnabledIfControlGroups({LimitedResource.MEMORY, LimitedResource.PROCESSES, LimitedResource.CPU})
class CgroupTests {

    private static final long MEGABYTE = 1 << 20;
    private static final String TOUCH = "my $x = 'a' x ($ARGV[0] << 20); print length $x";
    private static final String FORK =
            """
            my @children;
            for (1 .. $ARGV[0]) {
              my $pid = fork // last;
              if (!$pid) { alarm 60; sleep 60; exit }
              push @children, $pid;
            }
            print scalar @children;
            kill 9, @children;
            """;
    private static final String BURN = "1 while (times)[0] < $ARGV[0]";

    @TempDir Path workspace;
    private Cgroups groups;

    @BeforeEach
    void start() throws IOException {
        groups = new Cgroups(workspace, new ProcessRunner());
    }

    @AfterEach
    void nothingIsLeft() {
        List<CgroupDirectory> parents = groups.parents();
        assertThat(parents).isNotEmpty().allMatch(parent -> Files.exists(parent.path()));
        assertThat(parents).allMatch(parent -> parent.tree().size() == 1);
        groups.destroy();
        assertThat(parents).noneMatch(parent -> Files.exists(parent.path()));
    }

    @Test
    void killsWhoTouchesMoreMemoryThanTheLimit() throws IOException {
        try (var group = groups.open("memory", new CgroupLimits(64 * MEGABYTE, 0, 0))) {
            Exited exited = run(group, TOUCH, "200");

            assertThat(exited.code()).isEqualTo(137);
            assertThat(group.exceeded()).containsExactly(ExceededLimit.MEMORY);
            assertThat(group.usage().peakMemoryBytes()).isBetween(60 * MEGABYTE, 64 * MEGABYTE);
        }
    }

    /** What mounts a hierarchy in a namespace of cgroups finds no limit to lift. */
    @Test
    void limitsStandFurtherOutThanWhatCommandsAreIn() throws IOException {
        try (var group = groups.open("outer", new CgroupLimits(64 * MEGABYTE, 32, 1))) {
            var in = "open F, '/proc/self/cgroup'; print grep { m{/outer} } <F>";
            var member = run(group, in).output().text();

            assertThat(member.lines())
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("/outer/inside"));
            for (var parent : groups.parents()) {
                var inside = parent.child("outer/inside");
                if (inside.has("pids.max")) {
                    assertThat(parent.child("outer").read("pids.max")).isEqualTo("32");
                    assertThat(inside.read("pids.max")).isEqualTo("max");
                }
            }
        }
    }

    @Test
    void leavesWhoStaysBelowTheLimitAlone() throws IOException {
        try (var group = groups.open("memory", new CgroupLimits(64 * MEGABYTE, 32, 1))) {
            Exited exited = run(group, TOUCH, "20");

            assertThat(exited.output().text()).isEqualTo("" + 20 * MEGABYTE);
            assertThat(group.exceeded()).isEmpty();
            assertThat(group.usage().peakMemoryBytes()).isBetween(20 * MEGABYTE, 63 * MEGABYTE);
        }
    }

    @Test
    void doesNotBlameTheGroupForMemoryThatIsShortFurtherOut() throws IOException {
        limitParents(parent -> parent.limitMemory(64 * MEGABYTE));
        try (var group = groups.open("memory", new CgroupLimits(512 * MEGABYTE, 0, 0))) {
            assertThat(run(group, TOUCH, "200").code()).isEqualTo(137);
            assertThat(group.exceeded()).containsExactly(ExceededLimit.HOST_MEMORY);
        }
    }

    /** Perl itself is one more process than it forks. */
    @ParameterizedTest
    @CsvSource({"30, 30", "31, 31", "32, 31", "64, 31"})
    void refusesMoreProcessesThanTheLimit(int wanted, int possible) throws IOException {
        try (var group = groups.open("processes", new CgroupLimits(0, 32, 0))) {
            Exited exited = run(group, FORK, "" + wanted);

            assertThat(exited.output().text()).isEqualTo("" + possible);
            assertThat(group.exceeded().contains(ExceededLimit.PROCESSES))
                    .isEqualTo(wanted > possible);
        }
    }

    @Test
    void doesNotBlameTheGroupForProcessesThatAreShortFurtherOut() throws IOException {
        limitParents(parent -> parent.limitProcesses(8));
        try (var group = groups.open("processes", new CgroupLimits(0, 32, 0))) {
            assertThat(run(group, FORK, "20").output().text()).isEqualTo("7");
            assertThat(group.exceeded()).isEmpty();
        }
    }

    @Test
    void countsTheTimeOfAllProcessors() throws IOException {
        try (var group = groups.open("time", CgroupLimits.NONE)) {
            run(group, BURN, "0.3");

            assertThat(group.usage().cpuTime())
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(2));
        }
    }

    @Test
    void slowsDownWhoWantsMoreThanItsShareOfProcessors() throws IOException {
        try (var group = groups.open("time", new CgroupLimits(0, 0, 0.2))) {
            assertThat(run(group, BURN, "0.3").usage().duration())
                    .isGreaterThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void allowsMoreProcessorsThanThereAreFurtherOut() throws IOException {
        limitParents(parent -> parent.limitCpus(0.5));
        try (var group = groups.open("time", new CgroupLimits(0, 0, 2))) {
            assertThat(run(group, TOUCH, "1").code()).isZero();
        }
    }

    @Test
    void tellsWhetherCommandRan() throws IOException {
        try (var group = groups.open("entered", CgroupLimits.NONE)) {
            assertThat(group.wasEntered()).isFalse();
            run(group, TOUCH, "1");
            assertThat(group.wasEntered()).isTrue();
        }
    }

    @Test
    void doesNotRunCommandThatCannotEnter() throws IOException {
        try (var group = groups.open("closed", CgroupLimits.NONE)) {
            Files.delete(groups.parents().getFirst().child("closed/inside").path());

            Exited exited = run(group, TOUCH, "1");

            assertThat(exited.code()).isEqualTo(125);
            assertThat(exited.output().text()).isEmpty();
            assertThat(group.wasEntered()).isFalse();
        }
    }

    @Test
    void handsArgumentsAndExitCodeThrough() throws IOException {
        try (var group = groups.open("arguments", CgroupLimits.NONE)) {
            Exited exited = run(group, "print join '|', @ARGV; exit 3", "a b", "", "--", "$(x)");

            assertThat(exited.output().text()).isEqualTo("a b||--|$(x)");
            assertThat(exited.code()).isEqualTo(3);
        }
    }

    @Test
    void refusesNameOfAnOpenGroupAndLeavesThatAlone() throws IOException {
        try (var first = groups.open("same", CgroupLimits.NONE)) {
            assertThatThrownBy(() -> groups.open("same", CgroupLimits.NONE))
                    .isInstanceOf(IOException.class);
            assertThat(run(first, TOUCH, "1").code()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "memory.max", "-x"})
    void refusesImpossibleName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> groups.open(name, CgroupLimits.NONE));
    }

    private interface Limitation {
        void apply(CgroupFiles parent) throws IOException;
    }

    /** Only one of the hierarchies has the file. */
    private void limitParents(Limitation limitation) throws IOException {
        int applied = 0;
        for (CgroupDirectory parent : groups.parents()) {
            var version =
                    parent.has("cgroup.type")
                            ? new CgroupFiles.Unified(parent)
                            : new CgroupFiles.Legacy(parent);
            try {
                limitation.apply(version);
                applied++;
            } catch (IOException _) {
                // The next one.
            }
        }
        assertThat(applied).isEqualTo(1);
    }

    private Exited run(Cgroup group, String script, String... arguments) {
        List<String> command = group.enterCommand();
        command.addAll(List.of("perl", "-e", script));
        command.addAll(Arrays.asList(arguments));
        var environment = Map.of("PATH", HostCommands.PATH);
        return (Exited)
                new ProcessRunner()
                        .run(
                                new Command(
                                        command,
                                        workspace,
                                        environment,
                                        Duration.ofMinutes(1),
                                        1000));
    }
}
