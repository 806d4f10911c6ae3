package org.platformnetwork.termexecutor.progress;

import jakarta.websocket.Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tomcat.websocket.Constants;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.Batches;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import tools.jackson.core.JacksonException;

/**
 * {@code /ws}: a snapshot, then every event after it, on a virtual thread of the connection. A
 * reader that holds it up for long is disconnected, and loses nothing since it can resume.
 */
@Component
final class EventStreamHandler extends TextWebSocketHandler {

    /** The session attribute that holds a {@link Subscription}. */
    static final String SUBSCRIPTION = Subscription.class.getName();

    private static final Logger log = LoggerFactory.getLogger(EventStreamHandler.class);

    /** Characters of a message's part. */
    private static final int PART = 8 * 1024;

    private final Batches batches;
    private final EventFrames frames;
    private final EventStreams streams;
    private final StreamSettings settings;
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    EventStreamHandler(
            Batches batches, EventFrames frames, EventStreams streams, StreamSettings settings) {
        this.batches = batches;
        this.frames = frames;
        this.streams = streams;
        this.settings = settings;
    }

    /** What a client asked for. */
    record Subscription(String batchId, EventStreams.StreamOptions wish) {}

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        if (!(session.getAttributes().get(SUBSCRIPTION) instanceof Subscription wanted)) {
            throw new IllegalStateException("a session without a subscription");
        }
        boundSends(session);
        var batch = BatchId.parse(wanted.batchId()).flatMap(batches::find);
        if (batch.isEmpty()) {
            session.sendMessage(new TextMessage(frames.batchNotFound(wanted.batchId())));
            session.close(CloseStatus.NORMAL);
            return;
        }
        var thread =
                Thread.ofVirtual()
                        .name("ws-" + batch.get().id())
                        .unstarted(() -> stream(session, batch.get(), wanted.wish()));
        threads.put(session.getId(), thread);
        thread.start();
    }

    /** The container's own bound, on each piece of a frame: a large snapshot may take its time. */
    private void boundSends(WebSocketSession session) {
        if (session instanceof NativeWebSocketSession known) {
            var container = known.getNativeSession(Session.class);
            if (container != null) {
                container
                        .getUserProperties()
                        .put(Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, settings.lost().toMillis());
            }
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        var thread = threads.remove(session.getId());
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void stream(
            WebSocketSession session, Batch batch, EventStreams.StreamOptions streamOptions) {
        try {
            var end =
                    streams.follow(batch, streamOptions, true, new Sink(session, settings.late()));
            leave(
                    session,
                    switch (end) {
                        case COMPLETE -> CloseStatus.NORMAL;
                        // 1013, and 1012 below: the reader may come back with from.
                        case TOO_SLOW -> CloseStatus.SERVICE_OVERLOAD;
                        case STOPPED -> CloseStatus.SERVICE_RESTARTED;
                    });
        } catch (IOException | IllegalStateException e) {
            log.debug("A client left its event stream, or took nothing of it");
            if (!streams.isRunning()) {
                leave(session, CloseStatus.SERVICE_RESTARTED);
            }
        } catch (UncheckedIOException | JacksonException e) {
            log.atWarn().addKeyValue("batch", batch.id()).setCause(e).log("A log is unreadable");
            leave(session, CloseStatus.SERVER_ERROR);
        }
    }

    private void leave(WebSocketSession session, CloseStatus status) {
        try {
            if (session.isOpen()) {
                session.close(status);
            }
        } catch (IOException e) {
            log.debug("A client left before the close frame");
        }
    }

    /** One message in parts, each as large as what is written at once; closing it ends it. */
    private static final class Parts extends Writer {

        private final WebSocketSession session;

        /** The first half of a character, which must not be sent without the other. */
        private String half = "";

        Parts(WebSocketSession session) {
            this.session = session;
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            var text = half + new String(characters, offset, length);
            int end = text.length();
            if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            half = text.substring(end);
            session.sendMessage(new TextMessage(text.substring(0, end), false));
        }

        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            session.sendMessage(new TextMessage(half, true));
        }
    }

    /** A session, with an eye on the time that an event takes; a snapshot can be large. */
    private record Sink(WebSocketSession session, Duration late) implements EventSink {

        @Override
        public void snapshot(long seq, Frame frame) throws IOException {
            var parts = new BufferedWriter(new Parts(session), PART);
            frame.write(parts);
            parts.close();
        }

        @Override
        public boolean event(long seq, String name, String frame) throws IOException {
            long start = System.nanoTime();
            session.sendMessage(new TextMessage(frame));
            return System.nanoTime() - start <= late.toNanos();
        }

        @Override
        public void ping() throws IOException {
            session.sendMessage(new PingMessage());
        }

        @Override
        public void flush() {}
    }
}
