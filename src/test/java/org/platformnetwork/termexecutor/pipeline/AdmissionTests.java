package org.platformnetwork.termexecutor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.pipeline.Admission.Machine;
import org.platformnetwork.termexecutor.sandbox.MachineLoad;
import org.platformnetwork.termexecutor.testing.ManualClock;

class AdmissionTests {

    private static final long GIB = 1L << 30;

    private final ManualClock clock = new ManualClock();
    private Duration busy = Duration.ZERO;
    private Duration passed = Duration.ZERO;

    @Test
    void asManyAsThereAreProcessorsBeginAtOnce() {
        var admission = admission(8, 0, new Machine(2, 24 * GIB));

        assertThat(admission.mostAtOnce(0)).isEqualTo(2);
        assertThat(admission.mostAtOnce(1)).isEqualTo(2);
        assertThat(admission.mostAtOnce(2)).isEqualTo(2);
    }

    @Test
    void furtherOnesFollowWhileProcessorsAreFree() {
        var admission = admission(8, 0, new Machine(2, 24 * GIB));
        admission.admitted();

        pass(Duration.ofSeconds(2), 0);
        assertThat(admission.mostAtOnce(2)).isEqualTo(2);
        pass(Duration.ofSeconds(1), 0);
        assertThat(admission.mostAtOnce(2)).isEqualTo(4);
        assertThat(admission.mostAtOnce(2)).isEqualTo(4);

        admission.admitted();
        assertThat(admission.mostAtOnce(4)).isEqualTo(4);
        pass(Admission.RAMP, 1);
        assertThat(admission.mostAtOnce(4)).isEqualTo(5);

        admission.admitted();
        pass(Admission.RAMP, 2);
        assertThat(admission.mostAtOnce(5)).isEqualTo(5);
        assertThat(admission.mostAtOnce(1)).as("those that began ended").isEqualTo(2);
    }

    @Test
    void settingIsTheUpperLimit() {
        var admission = admission(3, 0, new Machine(2, 24 * GIB));
        pass(Admission.RAMP, 0);

        assertThat(admission.mostAtOnce(2)).isEqualTo(3);
        assertThat(admission.mostAtOnce(3)).isEqualTo(3);
        assertThat(admission(1, 0, new Machine(2, 24 * GIB)).mostAtOnce(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"4, 16, 4", "4, 15, 3", "4, 3, 1", "0, 1, 8"})
    void memoryOfAllFitsTheMachine(long ofTask, long ofMachine, int most) {
        var admission = admission(8, ofTask * GIB, new Machine(64, ofMachine * GIB));

        assertThat(admission.mostAtOnce(0)).isEqualTo(most);
        assertThat(admission.mostAtOnce(7)).isEqualTo(most);
    }

    private Admission admission(int setting, long memoryOfTask, Machine machine) {
        return new Admission(
                setting,
                memoryOfTask,
                machine,
                () -> new MachineLoad(busy, passed.multipliedBy(2), Duration.ZERO),
                clock);
    }

    private void pass(Duration time, int busyProcessors) {
        clock.advance(time);
        passed = passed.plus(time);
        busy = busy.plus(time.multipliedBy(busyProcessors));
    }
}
