package org.platformnetwork.termexecutor.store;

import org.springframework.boot.task.SimpleAsyncTaskSchedulerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.support.TaskUtils;

/** What runs by the clock fails quietly while the store is away, which the store itself reports. */
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

    @Bean
    SimpleAsyncTaskSchedulerCustomizer quietWhileTheStoreIsAway() {
        return scheduler ->
                scheduler.setErrorHandler(failure -> {
                    if (!(failure instanceof StoreUnavailableException)) {
                        TaskUtils.LOG_AND_SUPPRESS_ERROR_HANDLER.handleError(failure);
                    }
                });
    }
}
