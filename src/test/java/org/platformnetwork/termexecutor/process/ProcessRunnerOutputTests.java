package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.process.Scripts.LONG;
import static org.platformnetwork.termexecutor.process.Scripts.bash;
import static org.platformnetwork.termexecutor.process.Scripts.processesWith;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessResult.TimedOut;

class ProcessRunnerOutputTests {

    private static final int MEGABYTE = 1_000_000;

    @TempDir Path directory;
    final ProcessRunner runner = new ProcessRunner();

    @ParameterizedTest
    @ValueSource(ints = {99_999, 100_000, 100_001})
    void capsAtTheLimit(int length) {
        Command command =
                bash(directory, LONG, 100_000, "head -c " + length + " /dev/zero | tr '\\0' x");

        Exited exited = (Exited) runner.run(command);

        assertThat(exited.output().totalBytes()).isEqualTo(length);
        assertThat(exited.output().truncated()).isEqualTo(length > 100_000);
        assertThat(exited.output().text().chars().filter(c -> c == 'x').count())
                .isEqualTo(Math.min(length, 100_000));
    }

    @Test
    void losesNothingOfTheEnd() {
        Command command = bash(directory, LONG, 1 << 20, "seq 1 100000");

        String text = ((Exited) runner.run(command)).output().text();

        assertThat(text).startsWith("1\n2\n").endsWith("\n99999\n100000\n");
        assertThat(text.lines()).hasSize(100_000);
    }

    @Test
    void keepsHeapFlatInFlood() {
        List<MemoryPoolMXBean> heap =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .toList();
        System.gc();
        long before = heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);

        Command command = bash(directory, LONG, 65_536, "head -c 200000000 /dev/zero");
        Exited exited = (Exited) runner.run(command);

        long peak = heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        assertThat(exited.output().totalBytes()).isEqualTo(200L * MEGABYTE);
        assertThat(peak - before).isLessThan(50L * MEGABYTE);
    }

    @Test
    void endsAnEndlessFloodAtTheTimeout() throws Exception {
        String flood = "yes | head -c 2000000; touch ready; yes";
        Command command = bash(directory, LONG, 1000, flood);

        TimedOut outcome =
                new TimeoutByHand().runUntil(command, directory.resolve("ready").toFile()::exists);

        assertThat(outcome.output().truncated()).isTrue();
        assertThat(outcome.output().totalBytes()).isGreaterThan(MEGABYTE);
        assertThat(outcome.output().text()).hasSizeLessThan(1100);
    }

    @Test
    void endsWithTheMainProcessThoughAChildHoldsTheOutput() {
        String token = Scripts.token();
        Command command = bash(directory, LONG, "bash -c 'sleep 1000; :' $1 & echo done", token);

        Exited exited = (Exited) runner.run(command);

        assertThat(exited.output().text()).isEqualTo("done\n");
        assertThat(exited.usage().duration()).isLessThan(LONG);
        assertThat(processesWith(token)).isEmpty();
    }
}
