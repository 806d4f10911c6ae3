package org.platformnetwork.termexecutor.fleet.channel;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;

/** Of the coordinator: where the calls of workers for the attempts that it waits for end up. */
public final class AttemptChannels {

    private static final int MOST_OVER = 10_000;

    private final ConcurrentMap<ExecutionId, AttemptChannel> open = new ConcurrentHashMap<>();
    private final Cache<ExecutionId, Boolean> over =
            Caffeine.newBuilder().maximumSize(MOST_OVER).build();
    private final ToLongFunction<Request> kept;

    /**
     * @param kept how many entries of an attempt its batch's log has, from an earlier start
     */
    public AttemptChannels(ToLongFunction<Request> kept) {
        this.kept = kept;
    }

    /**
     * Takes what an attempt's worker sends, until it is closed; then its worker tries again, since
     * the next start of the coordinator may open it again. After {@link AttemptChannel#end} the
     * worker is told to end.
     *
     * @param phases hears of each phase once; what it throws, the worker repeats later
     * @param output takes each entry once
     */
    public AttemptChannel open(
            Request request, Consumer<TaskStatus> phases, Consumer<LogEntry> output) {
        var execution = request.execution();
        var channel =
                new AttemptChannel(
                        request,
                        new AttemptChannel.Consumers(phases, output),
                        () -> kept.applyAsLong(request),
                        this::closed);
        over.invalidate(execution);
        open.put(execution, channel);
        return channel;
    }

    private void closed(ExecutionId execution, AttemptChannel channel, boolean isOver) {
        if (isOver) {
            over.put(execution, true);
        }
        open.remove(execution, channel);
    }

    Optional<AttemptChannel> find(ExecutionId execution) {
        return Optional.ofNullable(open.get(execution));
    }

    /** Whether a worker that asks for it should end it; not known of those before a restart. */
    boolean isOver(ExecutionId execution) {
        return over.getIfPresent(execution) != null;
    }
}
