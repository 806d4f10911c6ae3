package org.platformnetwork.termexecutor.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.execution.TaskSlots.Machine;
import org.platformnetwork.termexecutor.sandbox.MachineLoad;
import org.platformnetwork.termexecutor.testing.ManualClock;

class TaskSlotsTests {

    private static final long GIB = 1L << 30;

    private final ManualClock clock = new ManualClock();
    private Duration busy = Duration.ZERO;
    private Duration passed = Duration.ZERO;

    @Test
    void asManyAsThereAreProcessorsBeginAtOnce() {
        var taskSlots = admission(8, 0, new Machine(2, 24 * GIB));

        assertThat(taskSlots.mostAtOnce(0)).isEqualTo(2);
        assertThat(taskSlots.mostAtOnce(1)).isEqualTo(2);
        assertThat(taskSlots.mostAtOnce(2)).isEqualTo(2);
    }

    @Test
    void furtherOnesFollowWhileProcessorsAreFree() {
        var taskSlots = admission(8, 0, new Machine(2, 24 * GIB));
        taskSlots.taken();

        pass(Duration.ofSeconds(2), 0);
        assertThat(taskSlots.mostAtOnce(2)).isEqualTo(2);
        pass(Duration.ofSeconds(1), 0);
        assertThat(taskSlots.mostAtOnce(2)).isEqualTo(4);
        assertThat(taskSlots.mostAtOnce(2)).isEqualTo(4);

        taskSlots.taken();
        assertThat(taskSlots.mostAtOnce(4)).isEqualTo(4);
        pass(TaskSlots.RAMP, 1);
        assertThat(taskSlots.mostAtOnce(4)).isEqualTo(5);

        taskSlots.taken();
        pass(TaskSlots.RAMP, 2);
        assertThat(taskSlots.mostAtOnce(5)).isEqualTo(5);
        assertThat(taskSlots.mostAtOnce(1)).as("those that began ended").isEqualTo(2);
    }

    @Test
    void settingIsTheUpperLimit() {
        var taskSlots = admission(3, 0, new Machine(2, 24 * GIB));
        pass(TaskSlots.RAMP, 0);

        assertThat(taskSlots.mostAtOnce(2)).isEqualTo(3);
        assertThat(taskSlots.mostAtOnce(3)).isEqualTo(3);
        assertThat(admission(1, 0, new Machine(2, 24 * GIB)).mostAtOnce(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"4, 16, 4", "4, 15, 3", "4, 3, 1", "0, 1, 8"})
    void memoryOfAllFitsTheMachine(long ofTask, long ofMachine, int most) {
        var taskSlots = admission(8, ofTask * GIB, new Machine(64, ofMachine * GIB));

        assertThat(taskSlots.mostAtOnce(0)).isEqualTo(most);
        assertThat(taskSlots.mostAtOnce(7)).isEqualTo(most);
    }

    private TaskSlots admission(int setting, long memoryOfTask, Machine machine) {
        return new TaskSlots(
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
