package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.Shell;
import org.springframework.util.unit.DataSize;

class ResourceLimitsTests {

    @TempDir private Path directory;

    /**
     * Else the kernel ends the service, the largest process, when tasks fill the container's
     * memory.
     */
    @Test
    void kernelShortOfMemoryEndsTasksFirst() throws IOException {
        var none = DataSize.ofBytes(0);
        var limits = new LimitSettings(none, 0, 0, none, 0, none, 0);
        var script = new ResourceLimits(limits, true, true).inShell();

        assertThat(Shell.run(directory, script + "cat /proc/self/oom_score_adj")).isEqualTo("1000");
    }
}
