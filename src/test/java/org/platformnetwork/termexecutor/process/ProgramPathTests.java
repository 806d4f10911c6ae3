package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgramPathTests {

    @Test
    void leavesRelativeDirectoriesOut() {
        assertThat(ProgramPath.absolute(":/usr/bin:.:bin::../x:/opt/a b/bin:"))
                .isEqualTo("/usr/bin:/opt/a b/bin");
    }

    @Test
    void usesTheSystemsWithoutOne() {
        assertThat(ProgramPath.absolute(null)).isEqualTo("/usr/local/bin:/usr/bin:/bin");
    }
}
