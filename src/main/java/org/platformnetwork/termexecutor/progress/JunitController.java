package org.platformnetwork.termexecutor.progress;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /batch/{id}/junit}: a batch as a report for CI systems, also while it runs. It is
 * handed over as bytes, so that no converter is asked that knows XML.
 */
@RestController
final class JunitController {

    private static final MediaType XML = new MediaType(MediaType.TEXT_XML, StandardCharsets.UTF_8);

    private final BatchLookup lookup;
    private final LogSettings settings;
    private final InstantSource clock;

    JunitController(BatchLookup lookup, LogSettings settings, InstantSource clock) {
        this.lookup = lookup;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/batch/{id}/junit")
    ResponseEntity<byte[]> junit(@PathVariable String id) {
        var batch = lookup.batch(id);
        var state = batch.state();
        var name = batch.id().toString();
        var time = Objects.requireNonNullElse(state.duration(clock.instant()), Duration.ZERO);
        var report =
                JunitXml.write(
                        name, time, JunitSuite.of(name, state, settings.publicLogs().show(state)));
        return ResponseEntity.ok().contentType(XML).body(report.getBytes(StandardCharsets.UTF_8));
    }
}
