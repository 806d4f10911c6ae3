package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.stereotype.Component;

/** Whether anything can be kept now: 1, or 0 while {@code /health} is 503. */
@Component
final class StoreMetrics {

    StoreMetrics(MeterRegistry registry, Store store) {
        Gauge.builder("term_executor.store.well", store, s -> s.problem() == null ? 1 : 0)
                .description("1 while the service can keep what it is given, 0 while it cannot.")
                .register(registry);
    }
}
