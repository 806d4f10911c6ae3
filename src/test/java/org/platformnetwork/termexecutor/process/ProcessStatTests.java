package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.process.ProcessStat.Identity;

class ProcessStatTests {

    private static final String REST = " 7 5 6 0 -1 %d 0 0 0 0 0 0 0 0 20 0 %d 0 92384 2990080 413";

    @Test
    void parseWhenNameContainsBracketsSpacesAndLineEnd() {
        ProcessStat stat = ProcessStat.parse(9, "9 (a) Z 1\n(b) S" + REST.formatted(0, 3));

        assertThat(stat).isEqualTo(new ProcessStat(new Identity(9, 92384), 'S', 7, 5, 6, false, 3));
    }

    @Test
    void isDeadWhenZombieHasNoOtherThread() {
        assertThat(ProcessStat.parse(9, "9 (a) Z" + REST.formatted(0, 1)).isAlive()).isFalse();
        assertThat(ProcessStat.parse(9, "9 (a) Z" + REST.formatted(0, 2)).isAlive()).isTrue();
        assertThat(ProcessStat.parse(9, "9 (a) X" + REST.formatted(0, 0)).isAlive()).isFalse();
    }

    @Test
    void recognisesKernelThreads() {
        assertThat(ProcessStat.parse(9, "9 (k) S" + REST.formatted(0x00200040, 1)).kernel())
                .isTrue();
    }

    @Test
    void readsThisProcessAndNoOther() {
        long self = ProcessHandle.current().pid();

        assertThat(ProcessStat.read(self)).isNotNull();
        assertThat(ProcessStat.read(Integer.MAX_VALUE)).isNull();
    }
}
