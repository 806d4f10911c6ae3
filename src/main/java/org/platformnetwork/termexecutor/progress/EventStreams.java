package org.platformnetwork.termexecutor.progress;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells followers what happens to a batch: each walks the batch's own log on a thread of its own,
 * so a slow reader holds up nobody and loses nothing. All of them end before the web server does.
 */
@Component
final class EventStreams implements SmartLifecycle {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(30);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final EventFrames frames;
    private final InstantSource clock;
    private final Set<Thread> followers = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    EventStreams(EventFrames frames, InstantSource clock) {
        this.frames = frames;
        this.clock = clock;
    }

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
     * Hands a batch's events to a sink, on the caller's thread, which has to be the stream's own:
     * the service's stop interrupts it.
     *
     * @param from the first event to send; null for what comes after the snapshot
     * @param withSnapshot whether the batch's state comes first
     * @throws IOException when the connection has ended
     */
    End follow(Batch batch, @Nullable Long from, boolean withSnapshot, EventSink sink)
            throws IOException {
        followers.add(Thread.currentThread());
        try {
            return running ? walk(batch, from, withSnapshot, sink) : End.STOPPED;
        } catch (InterruptedException e) {
            return End.STOPPED;
        } finally {
            followers.remove(Thread.currentThread());
        }
    }

    private End walk(Batch batch, @Nullable Long from, boolean withSnapshot, EventSink sink)
            throws IOException, InterruptedException {
        var state = batch.state();
        long seen = from == null ? seenBySnapshot(state) : from - 1;
        if (withSnapshot) {
            sink.snapshot(seen, frames.snapshot(batch, state, seen, clock.instant()));
        }
        while (!isComplete(batch.state(), seen)) {
            sink.flush();
            var events = batch.eventsAfter(seen, PING_INTERVAL);
            if (events.isEmpty()) {
                sink.ping();
            }
            for (var event : events) {
                seen = event.seq();
                if (!sink.event(seen, event.change().event(), frames.event(batch, event))) {
                    return End.TOO_SLOW;
                }
            }
        }
        sink.flush();
        return End.COMPLETE;
    }

    /** A batch that has ended still gets its farewell, the last event of the log. */
    private static long seenBySnapshot(BatchState state) {
        return state.status().isTerminal() ? state.lastSeq() - 1 : state.lastSeq();
    }

    /** Whether there is nothing behind an event, and never will be. */
    static boolean isComplete(BatchState state, long seen) {
        return state.status().isTerminal() && seen >= state.lastSeq();
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
