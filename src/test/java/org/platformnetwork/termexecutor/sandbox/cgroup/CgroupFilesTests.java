package org.platformnetwork.termexecutor.sandbox.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.CgroupLimits;
import org.platformnetwork.termexecutor.sandbox.cgroup.Cgroup.ExceededLimit;

/** Plain files in place of the kernel's. */
class CgroupFilesTests {

    @TempDir Path directory;

    @Test
    void boundsMemoryAndSwapInVersion2() throws IOException {
        lay("memory.max", "max\n");
        lay("memory.swap.max", "max\n");
        lay("memory.oom.group", "0\n");

        unified().limitMemory(1 << 20);

        assertThat(text("memory.max")).isEqualTo("1048576");
        assertThat(text("memory.swap.max")).isEqualTo("0");
        assertThat(text("memory.oom.group")).isEqualTo("1");
    }

    @Test
    void boundsMemoryWhereVersion2CountsNoSwap() throws IOException {
        unified().limitMemory(1 << 20);

        assertThat(directory.resolve("memory.max")).exists();
        assertThat(directory.resolve("memory.swap.max")).doesNotExist();
    }

    @Test
    void boundsMemoryTogetherWithSwapInVersion1() throws IOException {
        lay("memory.memsw.limit_in_bytes", "9223372036854771712\n");
        lay("memory.swappiness", "60\n");

        legacy().limitMemory(1 << 20);

        assertThat(text("memory.limit_in_bytes")).isEqualTo("1048576");
        assertThat(text("memory.memsw.limit_in_bytes")).isEqualTo("1048576");
        assertThat(text("memory.swappiness")).isEqualTo("60\n");
    }

    @Test
    void avoidsSwapWhereVersion1DoesNotCountIt() throws IOException {
        lay("memory.swappiness", "60\n");

        legacy().limitMemory(1 << 20);

        assertThat(text("memory.swappiness")).isEqualTo("0");
    }

    @Test
    void boundsProcessors() throws IOException {
        unified().limitCpus(1.5);
        legacy().limitCpus(0.01);

        assertThat(text("cpu.max")).isEqualTo("150000 100000");
        assertThat(text("cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(text("cpu.cfs_quota_us")).isEqualTo("1000");
    }

    @Test
    void leavesUnboundWhatHasNoLimit() throws IOException {
        for (LimitedResource resource : LimitedResource.values()) {
            unified().limit(resource, CgroupLimits.NONE);
            legacy().limit(resource, CgroupLimits.NONE);
        }

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void readsUsage() throws IOException {
        lay("memory.peak", "5000\n");
        lay("cpu.stat", "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n");
        lay("memory.max_usage_in_bytes", "6000\n");
        lay("cpuacct.usage", "2500000\n");

        assertThat(unified().peakMemory()).isEqualTo(5000);
        assertThat(unified().cpuTime()).isEqualTo(Duration.ofNanos(1_500_000));
        assertThat(legacy().peakMemory()).isEqualTo(6000);
        assertThat(legacy().cpuTime()).isEqualTo(Duration.ofNanos(2_500_000));
        lay("memory.memsw.max_usage_in_bytes", "7000\n");
        assertThat(legacy().peakMemory()).isEqualTo(7000);
    }

    @Test
    void knowsNoUsageWhereKernelTellsNone() throws IOException {
        lay("memory.peak", "max\n");
        lay("cpu.stat", "nr_periods 0\n");

        assertThat(unified().peakMemory()).isNull();
        assertThat(unified().cpuTime()).isNull();
        assertThat(legacy().peakMemory()).isNull();
        assertThat(legacy().cpuTime()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, ", "1, 0, ", "0, 1, HOST_MEMORY", "1, 1, MEMORY", "3, 2, MEMORY"})
    void tellsWhoseMemoryWasShort(int ownLimit, int killed, ExceededLimit expected)
            throws IOException {
        lay("memory.events", "low 0\nmax 9\noom " + ownLimit + "\noom_kill " + killed + "\n");

        assertThat(unified().memoryExcess().orElse(null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 67108864, ",
        "1, 67108864, MEMORY",
        "1, 66846720, MEMORY",
        "1, 66846719, HOST_MEMORY"
    })
    void tellsByThePeakWhoseMemoryWasShortInVersion1(
            int killed, String peak, ExceededLimit expected) throws IOException {
        lay("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill " + killed + "\n");
        lay("memory.failcnt", "0\n");
        lay("memory.limit_in_bytes", "67108864\n");
        lay("memory.max_usage_in_bytes", peak + "\n");

        assertThat(legacy().memoryExcess().orElse(null)).isEqualTo(expected);
    }

    /** Refusals counted, most processes ever (or unknown), the limit. */
    @ParameterizedTest
    @CsvSource({
        "0, 32, 32, false",
        "1, 31, 32, false",
        "1, 32, 32, true",
        "1, , 32, true",
        "1, 32, 0, false"
    })
    void tellsWhoseProcessesWereTooMany(String refused, String peak, int limit, boolean expected)
            throws IOException {
        lay("pids.events", "max " + refused + "\n");
        if (peak != null) {
            lay("pids.peak", peak + "\n");
        }

        assertThat(unified().processesRefused(limit)).isEqualTo(expected);
    }

    @Test
    void listsWhoCanBeSeenInside() throws IOException {
        lay("cgroup.procs", "0\n17\n0\n4194304\n");

        assertThat(new CgroupDirectory(directory).processes()).containsExactly(17L, 4194304L);
    }

    @Test
    void namesReasonWithoutThePath() {
        assertThatThrownBy(() -> new CgroupDirectory(directory).write("none/file", "1"))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e ->
                                assertThat(CgroupDirectory.reason(e))
                                        .isEqualTo("No such file or directory"));
        assertThatThrownBy(() -> Files.createDirectory(directory))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(CgroupDirectory.reason(e)).isEqualTo("File exists"));
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 0", "0, -1, 0", "0, 0, -1", "0, 0, 0.009", "0, 0, NaN", "0, 0, 100001"})
    void refusesImpossibleLimit(long memory, int processes, double cpus) {
        assertThatThrownBy(() -> new CgroupLimits(memory, processes, cpus))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private CgroupFiles unified() {
        return new CgroupFiles.Unified(new CgroupDirectory(directory));
    }

    private CgroupFiles legacy() {
        return new CgroupFiles.Legacy(new CgroupDirectory(directory));
    }

    private void lay(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }
}
