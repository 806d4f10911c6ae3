package org.platformnetwork.termexecutor.monitoring;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Help texts of series that the framework counts without any. */
@Component
final class MetricHelp implements MeterFilter {

    private static final Map<String, String> HELP =
            Map.of(
                    "http.server.requests", "Requests that were answered.",
                    "http.server.requests.active", "Requests that are being answered.");

    @Override
    public Meter.Id map(Meter.Id id) {
        var help = HELP.get(id.getName());
        return help == null
                ? id
                : new Meter.Id(
                        id.getName(),
                        Tags.of(id.getTagsAsIterable()),
                        id.getBaseUnit(),
                        help,
                        id.getType());
    }
}
