package org.platformnetwork.termexecutor.progress;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchLookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;

/**
 * {@code GET /batch/{id}/events}: what the WebSocket tells, as <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">server-sent events</a>. A
 * client that is cut off comes back by itself with the last id that it saw, and misses nothing; the
 * one that has seen the end is told by 204 to stay away. It runs on the request's own virtual
 * thread, and the connector's timeout ends a write that no one reads.
 */
@RestController
final class ServerSentEvents {

    private static final Logger log = LoggerFactory.getLogger(ServerSentEvents.class);
    private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

    private final BatchLookup lookup;
    private final EventStreams streams;

    ServerSentEvents(BatchLookup lookup, EventStreams streams) {
        this.lookup = lookup;
        this.streams = streams;
    }

    /**
     * Streams a batch's events.
     *
     * @param from the first event to send; without it and an id, a snapshot comes first
     * @param logs whether with what commands print
     * @param lastId what the client saw last; stronger than {@code from}, which stays in the
     *     address of a client that comes back
     */
    @GetMapping("/batch/{id}/events")
    void follow(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String logs,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var batch = lookup.batch(id);
        var first = firstEvent(from, lastId);
        var streamOptions =
                new EventStreams.StreamOptions(first, Parameters.flag("logs", logs, false));
        if (streams.isComplete(batch, streamOptions)) {
            response.setStatus(HttpStatus.NO_CONTENT.value());
            return;
        }
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Else nginx would collect events before it passes them on.
        response.setHeader("X-Accel-Buffering", "no");
        response.flushBuffer();
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        try {
            streams.follow(
                    batch, streamOptions, first == null, new Sink(response.getOutputStream()));
        } catch (IOException e) {
            log.debug("A client left its event stream, or took nothing of it");
        } catch (UncheckedIOException | JacksonException e) {
            log.atWarn().addKeyValue("batch", batch.id()).setCause(e).log("A log is unreadable");
        }
    }

    private static @Nullable Long firstEvent(@Nullable String from, @Nullable String lastId) {
        if (lastId == null || lastId.isEmpty()) {
            return Parameters.from(from);
        }
        if (!EVENT_ID.matcher(lastId).matches()) {
            throw Parameters.invalid("Last-Event-ID must be an id of this stream.");
        }
        return Long.parseLong(lastId) + 1;
    }

    /** Frames are JSON without line breaks, so that each is one line of data. */
    private record Sink(OutputStream out) implements EventSink {

        @Override
        public void snapshot(long seq, Frame frame) throws IOException {
            write("id: " + seq + "\nevent: snapshot\ndata: ");
            var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            frame.write(writer);
            writer.flush();
            write("\n\n");
        }

        @Override
        public boolean event(long seq, String name, String frame) throws IOException {
            write("id: " + seq + "\nevent: " + name + "\ndata: " + frame + "\n\n");
            return true;
        }

        @Override
        public void ping() throws IOException {
            write(": ping\n\n");
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
