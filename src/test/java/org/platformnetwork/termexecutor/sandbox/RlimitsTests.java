package org.platformnetwork.termexecutor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.Shell;
import org.springframework.util.unit.DataSize;

class RlimitsTests {

    private static final DataSize NONE = DataSize.ofBytes(0);

    @TempDir Path directory;

    private String inShell(LimitSettings settings, String script) throws IOException {
        var limits = new Rlimits(settings, true, true);
        return Shell.run(directory, "sh -c \"$1\"", limits.inShell() + script);
    }

    @Test
    void tasksEndBeforeTheServiceWhereMemoryRunsOut() throws IOException {
        var none = new LimitSettings(NONE, 0, 0, NONE, 0, NONE, 0);

        assertThat(inShell(none, "sh -c 'cat /proc/self/oom_score_adj'")).isEqualTo("1000");
    }

    @Test
    void limitsAreThoseOfTheSettings() throws IOException {
        var settings =
                new LimitSettings(
                        DataSize.ofMegabytes(64), 0, 0, NONE, 0, DataSize.ofBytes(1025), 99);

        assertThat(inShell(settings, "ulimit -c; ulimit -d; ulimit -f; ulimit -n"))
                .isEqualTo("0\n65536\n3\n99");
    }
}
