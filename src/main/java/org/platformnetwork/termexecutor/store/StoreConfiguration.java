package org.platformnetwork.termexecutor.store;

import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.TaskUtils;

/** Jobs that run by the clock; while the store is away they fail quietly, since it tells. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    /** More than there are jobs, so that none waits while another does. */
    private static final int THREADS = 16;

    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
        var scheduler = builder.poolSize(THREADS).threadNamePrefix("job-").build();
        scheduler.setErrorHandler(failure -> {
            if (!(failure instanceof StoreUnavailableException)) {
                TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(failure);
            }
        });
        return scheduler;
    }
}
