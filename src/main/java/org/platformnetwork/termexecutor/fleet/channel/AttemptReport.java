package org.platformnetwork.termexecutor.fleet.channel;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.LogEntry;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.fleet.channel.CoordinatorClient.Report;

/**
 * Sends what one attempt prints and enters, in its order. While the coordinator is away it is held
 * in memory, and when that is full, whoever prints waits.
 */
final class AttemptReport implements Report {

    /** Characters that are held. */
    private static final int MOST_HELD = 4 << 20;

    /** Characters of one call. */
    private static final int MOST_SENT = 256 << 10;

    private final CoordinatorCalls calls;
    private final String path;
    private final Runnable lost;
    private final StoredJson json = new StoredJson();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Item> unsent = new ArrayDeque<>();
    private final Thread thread;

    private long held;
    private long phases;
    private boolean isClosed;
    private @Nullable IOException failure;

    /** Of the first entry that is unsent; used by the thread alone. */
    private long offset;

    private sealed interface Item {

        record Printed(LogEntry entry) implements Item {}

        record Entered(long number, TaskStatus phase) implements Item {}
    }

    /**
     * @param path of the attempt's calls
     * @param lost called once, on a thread of this object's own
     */
    AttemptReport(CoordinatorCalls calls, String path, Runnable lost) {
        this.calls = calls;
        this.path = path;
        this.lost = lost;
        this.thread = Thread.ofVirtual().name("report").start(this::send);
    }

    @Override
    public Consumer<TaskStatus> phases() {
        return phase -> {
            lock.lock();
            try {
                phases++;
                unsent.add(new Item.Entered(phases, phase));
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        };
    }

    @Override
    public Consumer<LogEntry> output() {
        return entry -> {
            lock.lock();
            try {
                while (held > MOST_HELD && isOpen()) {
                    changed.await();
                }
                print(entry);
            } catch (InterruptedException _) {
                print(entry);
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
        };
    }

    private void print(LogEntry entry) {
        if (isOpen()) {
            unsent.add(new Item.Printed(entry));
            held += entry.text().length();
            changed.signalAll();
        }
    }

    private boolean isOpen() {
        return !isClosed && failure == null;
    }

    @Override
    public void flush() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!unsent.isEmpty() && isOpen()) {
                changed.await();
            }
            if (failure != null) {
                throw new IOException(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }

    private void send() {
        try {
            var silence = calls.silence();
            offset = next(call("join", "", silence));
            while (true) {
                var items = take();
                switch (items.isEmpty() ? null : items.getFirst()) {
                    // Says that this worker is there, and learns whether its attempt is over.
                    case null -> call("join", "", silence);
                    case Item.Entered entered -> enter(entered, silence);
                    case Item.Printed _ -> print(items, silence);
                }
                done(items.size());
            }
        } catch (InterruptedException _) {
            // Closed.
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException(e));
        }
    }

    private void fail(IOException e) {
        lock.lock();
        try {
            failure = e;
            changed.signalAll();
            if (isClosed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        lost.run();
    }

    /** The next phase, or the entries before it; empty when there was nothing for a while. */
    private List<Item> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = calls.timeout().toNanos() / 3;
            while (unsent.isEmpty() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            var items = new ArrayList<Item>();
            long size = 0;
            for (var item : unsent) {
                boolean isPhase = item instanceof Item.Entered;
                if (!items.isEmpty() && (isPhase || size >= MOST_SENT)) {
                    break;
                }
                items.add(item);
                size += item instanceof Item.Printed(var entry) ? entry.text().length() : 0;
                if (isPhase) {
                    break;
                }
            }
            return items;
        } finally {
            lock.unlock();
        }
    }

    private void done(int count) {
        lock.lock();
        try {
            for (int i = 0; i < count; i++) {
                if (unsent.remove() instanceof Item.Printed(var entry)) {
                    held -= entry.text().length();
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enter(Item.Entered entered, Silence silence)
            throws IOException, InterruptedException {
        call(
                "phase?number=" + entered.number(),
                json.write(new InternalCalls.Phase(entered.phase())),
                silence);
    }

    /** Goes on where the coordinator says, which may have lost what it was sent before. */
    private void print(List<Item> items, Silence silence) throws IOException, InterruptedException {
        var entries =
                items.stream()
                        .filter(Item.Printed.class::isInstance)
                        .map(item -> ((Item.Printed) item).entry())
                        .toList();
        var body = json.write(new InternalCalls.Entries(entries));
        while (true) {
            var answer = call("entries?offset=" + offset, body, silence);
            offset = next(answer);
            if (answer.statusCode() == 200) {
                return;
            }
        }
    }

    private HttpResponse<byte[]> call(String call, String body, Silence silence)
            throws IOException, InterruptedException {
        return calls.send(
                "POST", path + "/" + call, body.getBytes(StandardCharsets.UTF_8), silence);
    }

    private static long next(HttpResponse<byte[]> answer) throws IOException {
        var next = InternalReply.read(answer.body()).next();
        if (next == null) {
            throw new IOException("COORDINATOR_URL answers as no coordinator does");
        }
        return next;
    }
}
