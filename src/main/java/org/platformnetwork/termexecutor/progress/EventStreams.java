package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.concurrent.ConcurrentShutdown;
import org.springframework.stereotype.Component;

/**
 * Tells followers what happens to a batch: each walks the batch's own log on a thread of its own,
 * so a slow reader holds up no one and loses nothing. All of them end before the web server does.
 */
@Component
final class EventStreams implements ConcurrentShutdown {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final EventFrames frames;
    private final LogSettings settings;
    private final InstantSource clock;
    private final Set<Thread> followers = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    EventStreams(EventFrames frames, LogSettings settings, InstantSource clock) {
        this.frames = frames;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What one reader wants.
     *
     * @param from the first event to send; null for what comes after the snapshot
     * @param withLogs whether with what commands print
     */
    record StreamOptions(@Nullable Long from, boolean withLogs) {}

    /** How a stream ended. */
    enum End {
        /** The log came to its end. */
        COMPLETE,
        /** The reader did not keep pace; it may come back and resume. */
        TOO_SLOW,
        /** The service stops, or the thread was interrupted because the client left. */
        STOPPED
    }

    /**
     * Hands a batch's events to a sink, on the caller's thread, which must be the stream's own: the
     * service's stop interrupts it.
     *
     * @param withSnapshot whether the batch's state comes first
     * @throws IOException when the connection has ended
     */
    End follow(Batch batch, StreamOptions streamOptions, boolean withSnapshot, EventSink sink)
            throws IOException {
        followers.add(Thread.currentThread());
        try {
            return running ? walk(batch, streamOptions, withSnapshot, sink) : End.STOPPED;
        } catch (InterruptedException e) {
            return End.STOPPED;
        } finally {
            followers.remove(Thread.currentThread());
        }
    }

    private End walk(Batch batch, StreamOptions streamOptions, boolean withSnapshot, EventSink sink)
            throws IOException, InterruptedException {
        var feed = feed(batch, streamOptions);
        var state = batch.state();
        var from = streamOptions.from();
        long seen = from == null ? feed.seenBy(state) : from - 1;
        if (withSnapshot) {
            var outputVisibility = OutputVisibility.inSnapshot(settings.publicLogs().show(state));
            long last = seen;
            sink.snapshot(
                    last,
                    out ->
                            frames.snapshot(
                                    batch, state, outputVisibility, last, clock.instant(), out));
        }
        while (!feed.isComplete(seen)) {
            sink.flush();
            var items = feed.after(seen, PING_INTERVAL);
            if (items.isEmpty()) {
                sink.ping();
            }
            for (var item : items) {
                seen = item.seq();
                if (!send(batch, item, sink)) {
                    return End.TOO_SLOW;
                }
            }
        }
        sink.flush();
        return End.COMPLETE;
    }

    private EventFeed feed(Batch batch, StreamOptions streamOptions) {
        return new EventFeed(batch, streamOptions.withLogs(), settings.publicLogs());
    }

    private boolean send(Batch batch, EventFeed.Item item, EventSink sink) throws IOException {
        return switch (item) {
            case EventFeed.EventItem(long seq, var event) ->
                    sink.event(seq, event.payload().event(), frames.event(batch, seq, event));
            case EventFeed.LogItem(long seq, var entry) ->
                    sink.event(seq, EventFrames.TASK_LOG, frames.printed(batch, seq, entry));
        };
    }

    /** Whether a reader has seen all that there ever will be. */
    boolean isComplete(Batch batch, StreamOptions streamOptions) {
        var from = streamOptions.from();
        try {
            return from != null && feed(batch, streamOptions).isComplete(from - 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many streams there are now. */
    int count() {
        return followers.size();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        var all = List.copyOf(followers);
        all.forEach(Thread::interrupt);
        var end = clock.instant().plus(FAREWELL);
        try {
            for (var follower : all) {
                follower.join(Duration.between(clock.instant(), end));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
