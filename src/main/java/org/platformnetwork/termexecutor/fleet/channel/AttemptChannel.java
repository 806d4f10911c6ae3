package org.platformnetwork.termexecutor.fleet.channel;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.pipeline.AttemptRunner.Request;
import org.platformnetwork.termexecutor.pipeline.ExecutionId;

/**
 * Takes the entries and phases of one attempt in their order and each once, however often they are
 * sent. An attempt whose worker was lost is tried again on another: then what the first still sends
 * is refused.
 */
public final class AttemptChannel implements AutoCloseable {

    private final Request request;
    private final Consumers consumers;
    private final LongSupplier kept;
    private final Closed closed;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Sender sender;
    private long phasesOfSender;

    /** Of the next entry; -1 until a worker has called. */
    private long next = -1;

    private boolean isOver;
    private boolean isClosed;

    record Consumers(Consumer<TaskStatus> phases, Consumer<LogEntry> output) {}

    /** Hears of the end. */
    interface Closed {
        void closed(ExecutionId execution, AttemptChannel channel, boolean isOver);
    }

    /**
     * Who calls.
     *
     * @param attempt how often the engine has given the attempt to a worker, from 1
     */
    record Sender(int attempt, String worker) {}

    /** What became of a call. */
    sealed interface Answer {

        /**
         * All of it was taken.
         *
         * @param next the offset of the entry that is expected next
         */
        record Taken(long next) implements Answer {}

        /** Entries are missing before those that were sent. */
        record Gap(long next) implements Answer {}

        /** The attempt has ended, or has been given to another worker. */
        record Over() implements Answer {}

        /** Nothing takes it now; it may be taken later. */
        record Unknown() implements Answer {}

        /** It is not this attempt's. */
        record Foreign() implements Answer {}
    }

    AttemptChannel(Request request, Consumers consumers, LongSupplier kept, Closed closed) {
        this.request = request;
        this.consumers = consumers;
        this.kept = kept;
        this.closed = closed;
    }

    /** A worker begins, and learns at which offset. */
    Answer join(Sender caller) {
        return locked(caller, () -> new Answer.Taken(next(0)));
    }

    /**
     * @param offset of the first entry, counted over all workers that had the attempt
     */
    Answer print(Sender caller, long offset, List<LogEntry> entries) {
        if (!entries.stream().allMatch(this::isOurs)) {
            return new Answer.Foreign();
        }
        return locked(
                caller,
                () -> {
                    long expected = next(offset);
                    if (offset > expected) {
                        return new Answer.Gap(expected);
                    }
                    for (long i = expected - offset; i < entries.size(); i++) {
                        consumers.output().accept(entries.get((int) i));
                        next++;
                    }
                    return new Answer.Taken(next);
                });
    }

    /**
     * @param number of the phase among those that this worker has entered, from 1
     */
    Answer enter(Sender caller, long number, TaskStatus phase) {
        if (phase.isTerminal() || phase == TaskStatus.QUEUED) {
            return new Answer.Foreign();
        }
        return locked(
                caller,
                () -> {
                    if (number > phasesOfSender) {
                        consumers.phases().accept(phase);
                        phasesOfSender = number;
                    }
                    return new Answer.Taken(next(0));
                });
    }

    private boolean isOurs(LogEntry entry) {
        return entry.task().equals(request.task())
                && entry.attempt() == request.number()
                && !entry.phase().isTerminal();
    }

    /**
     * What an earlier start of the coordinator was sent, and perhaps did not keep, is known from
     * the worker alone: it goes on where it was told to.
     */
    private long next(long offered) {
        if (next < 0) {
            next = Math.max(kept.getAsLong(), offered);
        }
        return next;
    }

    private interface Call {
        Answer run();
    }

    private Answer locked(Sender caller, Call call) {
        lock.lock();
        try {
            if (isClosed) {
                return isOver ? new Answer.Over() : new Answer.Unknown();
            }
            if (sender == null || caller.attempt() > sender.attempt()) {
                sender = caller;
                phasesOfSender = 0;
            }
            if (caller.attempt() < sender.attempt()) {
                return new Answer.Over();
            }
            return caller.equals(sender) ? call.run() : new Answer.Foreign();
        } finally {
            lock.unlock();
        }
    }

    /** The attempt has ended: its workers, if there are any left, should end it too. */
    public void end() {
        close(true);
    }

    /** Nothing is taken any more; the attempt may go on. */
    @Override
    public void close() {
        close(false);
    }

    private void close(boolean hasEnded) {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                isOver = hasEnded;
                closed.closed(request.execution(), this, hasEnded);
            }
        } finally {
            lock.unlock();
        }
    }
}
