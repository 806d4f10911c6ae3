package org.platformnetwork.termexecutor.execution;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner;
import org.platformnetwork.termexecutor.pipeline.PipelineSettings;
import org.platformnetwork.termexecutor.sandbox.MachineLoad;
import org.platformnetwork.termexecutor.sandbox.Sandboxes;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How much {@link Executor} runs at once. */
@Configuration(proxyBeanMethods = false)
class ExecutionConfiguration {

    /** Besides the tasks: a batch that is extracted, and one whose time is over. */
    private static final int FURTHER_THREADS = 2;

    @Bean
    TaskSlots taskSlots(
            PipelineSettings settings,
            Sandboxes sandboxes,
            AttemptRunner runner,
            InstantSource clock) {
        if (runner.outlivesService()) {
            // They run elsewhere, where others look at the machine.
            int most = settings.maxConcurrentTasks();
            return new TaskSlots(most, 0, new TaskSlots.Machine(most, 0), MachineLoad::now, clock);
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        // Both are the container's in a container.
        var machine =
                new TaskSlots.Machine(system.getAvailableProcessors(), system.getTotalMemorySize());
        return new TaskSlots(
                settings.maxConcurrentTasks(),
                sandboxes.memoryOfTask(),
                machine,
                MachineLoad::now,
                clock);
    }

    @Bean
    ExecutionQueue executionQueue(Store store, TaskSlots slots, InstantSource clock) {
        return new ExecutionQueue(store, slots.most() + FURTHER_THREADS, clock);
    }
}
