package org.platformnetwork.termexecutor.progress;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.platformnetwork.termexecutor.batch.BatchLookup;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /batch/{id}/junit}: a batch as a report for CI systems, also while it runs. It is
 * written by hand, so that no converter is asked that knows XML, and one task after the other,
 * since all outputs of a batch do not fit into memory.
 */
@RestController
final class JunitController {

    private static final String XML =
            new MediaType(MediaType.TEXT_XML, StandardCharsets.UTF_8).toString();

    private final BatchLookup lookup;
    private final LogSettings settings;
    private final InstantSource clock;

    JunitController(BatchLookup lookup, LogSettings settings, InstantSource clock) {
        this.lookup = lookup;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping("/batch/{id}/junit")
    void junit(@PathVariable String id, HttpServletResponse response) throws IOException {
        var batch = lookup.batch(id);
        var state = batch.state();
        var name = batch.id().toString();
        var time = Objects.requireNonNullElse(state.duration(clock.instant()), Duration.ZERO);
        boolean printed = settings.publicLogs().show(state);
        var outputVisibility = OutputVisibility.whole(printed);
        var counted =
                JunitSuite.of(
                                name,
                                state,
                                task -> outputVisibility.leftOut().result(batch, task),
                                false)
                        .flatMap(suite -> suite.cases().stream())
                        .toList();
        var suites =
                JunitSuite.of(name, state, task -> outputVisibility.result(batch, task), printed);
        response.setContentType(XML);
        var out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
        JunitXml.write(name, time, counted, suites, out);
        out.flush();
    }
}
