package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineLoadTests {

    private static final MachineLoad START =
            new MachineLoad(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @TempDir Path root;

    @Test
    void readsTheMachinesCounters() throws IOException {
        write("proc/stat", "cpu  100 20 30 400 50 6 7 8 1000 0\ncpu0 1 1 1 1 1\n");
        write("proc/pressure/cpu", "some avg10=6.5 avg60=9 avg300=1 total=1500000\nfull avg10=0\n");

        assertThat(MachineLoad.read(root, 2, 7))
                .isEqualTo(
                        new MachineLoad(
                                Duration.ofMillis(1710),
                                Duration.ofMillis(6210),
                                Duration.ofMillis(1500)));
    }

    @Test
    void readsAContainersCountersWhereItHasAQuota() throws IOException {
        write("proc/stat", "cpu  1 1 1 1 1 1 1 1 0 0\n");
        write("sys/fs/cgroup/cpu.max", "200000 100000\n");
        write("sys/fs/cgroup/cpu.stat", "usage_usec 3000000\nuser_usec 1\n");
        write("sys/fs/cgroup/cpu.pressure", "some avg10=0 avg60=0 avg300=0 total=5\n");

        assertThat(MachineLoad.read(root, 2, 10))
                .isEqualTo(
                        new MachineLoad(
                                Duration.ofSeconds(3),
                                Duration.ofNanos(20),
                                Duration.ofNanos(5000)));
    }

    @Test
    void withoutQuotaItIsTheMachine() throws IOException {
        write("proc/stat", "cpu  1 0 0 0 0 0 0 0 0 0\n");
        write("sys/fs/cgroup/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/cpu.stat", "usage_usec 3000000\n");

        assertThat(MachineLoad.read(root, 2, 0).busy()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void withoutCountersAllIsFreeAndNothingContended() {
        var later = MachineLoad.read(root, 2, 1_000_000_000);

        assertThat(later.freeProcessors(START, 2)).isEqualTo(2);
        assertThat(later.isContended(START, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .isFalse();
    }

    @Test
    void freeProcessorsAreAnAverage() {
        assertThat(load(15, 40, 0).freeProcessors(START, 4)).isEqualTo(2.5, within(1e-9));
    }

    /** On two processors for ten seconds. */
    @ParameterizedTest
    @CsvSource({
        "20, 10, 5, true",
        "20, 10, 0.5, true",
        "20, 10, 0.4, false", // waited for something else than a processor
        "20, 10, 17, false", // had the processors itself
        "20, 1, 10, false", // hardly anything waited
        "20, 2, 10, true",
        "3, 10, 0.5, false", // others hardly used any
    })
    void contentionComesFromOutside(double busy, double waited, double own, boolean contended) {
        assertThat(load(busy, 20, waited).isContended(START, seconds(10), seconds(own)))
                .isEqualTo(contended);
    }

    @Test
    void thisMachinesCountersGrow() {
        var earlier = MachineLoad.now();
        long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        var later = MachineLoad.now();

        assertThat(later.busy()).isGreaterThan(earlier.busy());
        assertThat(later.capacity()).isGreaterThan(earlier.capacity());
    }

    private static MachineLoad load(double busy, double capacity, double waited) {
        return new MachineLoad(seconds(busy), seconds(capacity), seconds(waited));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}
