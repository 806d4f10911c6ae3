package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.platformnetwork.termexecutor.whitelist.ValidatorWhitelist;
import org.springframework.stereotype.Component;

/** How large, how old and how well kept the list of validators is. */
@Component
final class WhitelistMetrics {

    WhitelistMetrics(MeterRegistry registry, ValidatorWhitelist whitelist) {
        Gauge.builder("term_executor.validators", whitelist, w -> w.validators().size())
                .description("Hotkeys that may vote now.")
                .register(registry);
        Gauge.builder(
                        "term_executor.whitelist.age.seconds",
                        whitelist,
                        w -> w.state().age().toSeconds())
                .description("Seconds since the validator list was read from the chain.")
                .register(registry);
        Gauge.builder(
                        "term_executor.whitelist.block",
                        whitelist,
                        w -> Objects.requireNonNullElse(w.state().block(), 0L))
                .description("Block that the validator list is of; 0 without one.")
                .register(registry);
        Gauge.builder(
                        "term_executor.whitelist.spec.version",
                        whitelist,
                        w -> Objects.requireNonNullElse(w.state().specVersion(), 0))
                .description("Version of the chain's runtime that gave the list; 0 without one.")
                .register(registry);
        FunctionCounter.builder(
                        "term_executor.whitelist.refresh.failures",
                        whitelist,
                        w -> w.state().failures())
                .description("Attempts to refresh the validator list that failed.")
                .register(registry);
    }
}
