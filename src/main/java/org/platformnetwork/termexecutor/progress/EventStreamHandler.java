package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.Batches;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * {@code /ws}: a snapshot, then every event after it. Each connection has a virtual thread that
 * walks the batch's own log, so a slow reader holds up nobody and loses nothing.
 */
@Component
final class EventStreamHandler extends TextWebSocketHandler {

    private static final Logger log = LoggerFactory.getLogger(EventStreamHandler.class);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);

    private final Batches batches;
    private final EventFrames frames;
    private final InstantSource clock;
    private final Map<String, Thread> streams = new ConcurrentHashMap<>();

    EventStreamHandler(Batches batches, EventFrames frames, InstantSource clock) {
        this.batches = batches;
        this.frames = frames;
        this.clock = clock;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        var batchId = Objects.requireNonNullElse(queryParameter(session, "batch_id"), "");
        var batch = BatchId.parse(batchId).flatMap(batches::find);
        if (batch.isEmpty()) {
            session.sendMessage(new TextMessage(frames.batchNotFound(batchId)));
            session.close(CloseStatus.NORMAL);
            return;
        }
        var stream =
                Thread.ofVirtual()
                        .name("ws-" + batch.get().id())
                        .unstarted(() -> stream(session, batch.get()));
        streams.put(session.getId(), stream);
        stream.start();
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        var stream = streams.remove(session.getId());
        if (stream != null) {
            stream.interrupt();
        }
    }

    private void stream(WebSocketSession session, Batch batch) {
        try {
            var state = batch.state();
            session.sendMessage(new TextMessage(frames.snapshot(batch, state, clock.instant())));
            // A batch that has ended still gets its farewell, the last event of the log.
            long seen = state.status().isTerminal() ? state.lastSeq() - 1 : state.lastSeq();
            while (session.isOpen()) {
                var events = batch.eventsAfter(seen, PING_INTERVAL);
                if (events.isEmpty()) {
                    session.sendMessage(new PingMessage());
                }
                for (var event : events) {
                    session.sendMessage(new TextMessage(frames.event(batch, event)));
                    seen = event.seq();
                    if (event.change() instanceof BatchEvent.StreamClosed) {
                        session.close(CloseStatus.NORMAL);
                        return;
                    }
                }
            }
        } catch (IOException | IllegalStateException e) {
            log.debug("A client left its event stream");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable String queryParameter(WebSocketSession session, String name) {
        var uri = session.getUri();
        return uri == null
                ? null
                : UriComponentsBuilder.fromUri(uri).build().getQueryParams().getFirst(name);
    }
}
