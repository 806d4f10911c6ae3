package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.process.ProcessResult.Exited;
import org.platformnetwork.termexecutor.process.ProcessResult.NotStarted;

/** A filter holds the command that it was made for, and nothing else of this process. */
class FilteredStartTests {

    private static final int ALLOW = 0x7FFF_0000;

    private final ProcessRunner runner = new ProcessRunner();

    /** One instruction that returns an action whatever the call is. */
    private static SystemCallFilter always(int action) {
        var instruction = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        return new SystemCallFilter(
                instruction.putShort((short) 6).putShort((short) 0).putInt(action).array());
    }

    private ProcessResult run(SystemCallFilter filter, String script) {
        return run(new Confinement(null, filter, () -> false, false), script);
    }

    private ProcessResult run(Confinement confinement, String script) {
        return runner.run(
                new Command(
                        List.of("sh", "-c", script),
                        Path.of("/"),
                        Map.of("PATH", "/usr/bin:/bin"),
                        Duration.ofMinutes(1),
                        1024,
                        confinement));
    }

    private static String status(ProcessResult processResult) {
        return ((Exited) processResult).output().text();
    }

    @Test
    void holdsTheCommandAndItsChildren() {
        var script = "grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status";

        assertThat(status(run(always(ALLOW), "sh -c \"" + script + "\"; exit 3")))
                .isEqualTo("NoNewPrivs:\t1\nSeccomp:\t2\n");
        assertThat(((Exited) run(always(ALLOW), "exit 3")).code()).isEqualTo(3);
    }

    @Test
    void startsFromManyVirtualThreadsAtOnceAndHoldsNoThreadOfTheirs() throws InterruptedException {
        var threads =
                IntStream.range(0, 32)
                        .mapToObj(_ -> Thread.startVirtualThread(() -> run(always(ALLOW), "true")))
                        .toList();
        for (var thread : threads) {
            thread.join();
        }
        var script =
                "cat /proc/%d/task/*/status 2>/dev/null | grep '^NoNewPrivs' | sort -u"
                        .formatted(own());

        // A thread that has started a command is a moment in ending.
        await().untilAsserted(
                        () -> assertThat(status(run(Confinement.NONE, script)).lines()).hasSize(1));
    }

    private static long own() {
        return ProcessHandle.current().pid();
    }

    @Test
    void isNotStartedWhenTheKernelDoesNotTakeTheFilter() {
        assertThat(run(new SystemCallFilter(new byte[0]), "true"))
                .isEqualTo(new NotStarted("The system refused to start the program (error 22)."));
    }
}
