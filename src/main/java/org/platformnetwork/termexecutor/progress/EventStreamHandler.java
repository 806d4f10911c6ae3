package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchEvent;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.platformnetwork.termexecutor.batch.Batches;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * {@code /ws}: a snapshot, then every event after it. Each connection has a virtual thread that
 * walks the batch's own log, so a slow reader holds up nobody and loses nothing.
 */
@Component
final class EventStreamHandler extends TextWebSocketHandler implements SmartLifecycle {

    /** The session attribute that holds a {@link Subscription}. */
    static final String SUBSCRIPTION = Subscription.class.getName();

    private static final Logger log = LoggerFactory.getLogger(EventStreamHandler.class);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Batches batches;
    private final EventFrames frames;
    private final InstantSource clock;
    private final Map<String, Thread> streams = new ConcurrentHashMap<>();
    private volatile boolean running;

    EventStreamHandler(Batches batches, EventFrames frames, InstantSource clock) {
        this.batches = batches;
        this.frames = frames;
        this.clock = clock;
    }

    /**
     * What a client asked for.
     *
     * @param from the first event to send; null for what comes after the snapshot
     */
    record Subscription(String batchId, @Nullable Long from) {}

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        if (!(session.getAttributes().get(SUBSCRIPTION) instanceof Subscription wanted)) {
            throw new IllegalStateException("a session without a subscription");
        }
        var batch = BatchId.parse(wanted.batchId()).flatMap(batches::find);
        if (batch.isEmpty()) {
            session.sendMessage(new TextMessage(frames.batchNotFound(wanted.batchId())));
            session.close(CloseStatus.NORMAL);
            return;
        }
        var stream =
                Thread.ofVirtual()
                        .name("ws-" + batch.get().id())
                        .unstarted(() -> stream(session, batch.get(), wanted.from()));
        streams.put(session.getId(), stream);
        stream.start();
        if (!running) {
            stream.interrupt();
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        var stream = streams.remove(session.getId());
        if (stream != null) {
            stream.interrupt();
        }
    }

    private void stream(WebSocketSession session, Batch batch, @Nullable Long from) {
        try {
            var state = batch.state();
            long seen = from == null ? seenBySnapshot(state) : from - 1;
            session.sendMessage(
                    new TextMessage(frames.snapshot(batch, state, seen, clock.instant())));
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
            leave(session);
        } catch (InterruptedException e) {
            leave(session);
        }
    }

    /** The client has left, or the service stops: then it may come back and resume. */
    private void leave(WebSocketSession session) {
        try {
            if (!running && session.isOpen()) {
                session.close(CloseStatus.SERVICE_RESTARTED);
            }
        } catch (IOException e) {
            log.debug("A client left before its farewell");
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Tells every follower that the service stops, before the web server does. */
    @Override
    public void stop() {
        running = false;
        streams.values().forEach(Thread::interrupt);
        try {
            for (var stream : streams.values()) {
                stream.join(FAREWELL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A batch that has ended still gets its farewell, the last event of the log. */
    private static long seenBySnapshot(BatchState state) {
        return state.status().isTerminal() ? state.lastSeq() - 1 : state.lastSeq();
    }
}
