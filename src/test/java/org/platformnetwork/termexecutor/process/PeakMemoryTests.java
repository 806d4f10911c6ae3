package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeakMemoryTests {

    private Process small;
    private PeakMemory memory;

    @BeforeEach
    void startSmallProcess() throws IOException {
        small = new ProcessBuilder("sleep", "1000").start();
        await().until(() -> highWater(small.pid()) < 20_000_000);
        memory = new PeakMemory((int) small.pid());
    }

    @AfterEach
    void endSmallProcess() {
        small.destroyForcibly();
    }

    @Test
    void bytesWhenTheKernelsFigureMayBeThatOfThisVirtualMachine() throws IOException {
        long own = highWater(ProcessHandle.current().pid());

        assertThat(memory.bytes(own)).isEqualTo(highWater(small.pid())).isPositive();
    }

    @Test
    void bytesWhenTheKernelsFigureIsLarger() throws IOException {
        long larger = 2 * highWater(ProcessHandle.current().pid());

        assertThat(memory.bytes(larger)).isEqualTo(larger);
    }

    @Test
    void bytesWhenTheProcessHasEnded() throws Exception {
        long seen = memory.bytes(0);
        small.destroyForcibly().waitFor();

        memory.sample();

        assertThat(memory.bytes(0)).isEqualTo(seen).isPositive();
        assertThat(new PeakMemory((int) small.pid()).bytes(0)).isZero();
    }

    private static long highWater(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        var line = Pattern.compile("VmHWM:\\s+(\\d+)").matcher(status);
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1)) * 1024;
    }
}
