package org.platformnetwork.termexecutor.batch;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchEvent.EventPayload;
import org.platformnetwork.termexecutor.batch.BatchState.Quorum;
import org.platformnetwork.termexecutor.batch.log.BatchLog;
import org.platformnetwork.termexecutor.batch.table.BatchTable;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * The one record of a batch. State and event log change together under one lock, so whoever takes a
 * {@link #state()} and follows the log from its {@code lastSeq} misses nothing and sees nothing
 * twice. A change is on the disk before anyone sees it; else the method throws {@link
 * StoreUnavailableException} and nothing has happened.
 */
public final class Batch {

    private final BatchId id;
    private final ArchiveHash archiveHash;
    private final Instant createdAt;
    private final int verdictFormat;
    private final BatchTable table;
    private final PersistedState state;

    Batch(BatchTable.Stored stored, BatchTable table, BatchLog log, InstantSource clock) {
        this.id = stored.id();
        this.archiveHash = stored.archiveHash();
        this.createdAt = stored.createdAt();
        this.verdictFormat = stored.verdictFormat();
        this.table = table;
        this.state = new PersistedState(stored, table, log, clock);
    }

    public BatchId id() {
        return id;
    }

    public ArchiveHash archiveHash() {
        return archiveHash;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** The format of the document that is signed of it; a batch keeps that of its own time. */
    public int verdictFormat() {
        return verdictFormat;
    }

    public BatchState state() {
        return state.now();
    }

    /**
     * The whole verdict on a task, read from the database.
     *
     * @param task of this batch; one that has ended
     * @throws StoreUnavailableException when the database does not answer
     */
    public TaskResult result(TaskId task) {
        int position = state().tasks().stream().map(TaskState::id).toList().indexOf(task);
        return table.result(id, position)
                .orElseThrow(() -> new IllegalStateException("no such result any more"));
    }

    /** The task of that id now. */
    public TaskState task(TaskId task) {
        return state().tasks().stream()
                .filter(candidate -> candidate.id().equals(task))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such task in this batch"));
    }

    /** Enough validators agreed, as the database has it already; the batch waits for its turn. */
    public void accept(Quorum quorum) {
        state.locked(() -> {
            if (state().agreement() == null) {
                state.show(state().accepted(quorum));
            }
            return null;
        });
    }

    /** Its turn has come: the archive is being extracted. */
    public void start() {
        change(current -> current.started(now()));
    }

    /** The tasks are known and begin to run. */
    public void run(BatchInputs inputs, List<TaskState> tasks) {
        change(
                current -> current.running(inputs, tasks),
                new BatchEvent.BatchStarted(tasks.size(), state().concurrentTasks()));
    }

    /** Whether it stands still until someone takes it a step further. */
    public boolean isDue(int mostAtOnce) {
        return state().isDue(mostAtOnce, now());
    }

    /**
     * Gives free lanes to the next tasks that are ready, in their order.
     *
     * @param mostAtOnce what the service allows now, which may be less than the batch was promised
     */
    public void admit(int mostAtOnce) {
        change(current -> current.admitting(mostAtOnce, now()));
    }

    /** An attempt at a task begins. One that a crash cut short is kept as failed. */
    public void attemptBegins(TaskId task) {
        var now = now();
        changeTask(task, known -> known.with(known.run().begin(now)));
    }

    /** A task enters a phase; its first one also starts the task. */
    public void taskEnters(TaskId task, TaskStatus phase) {
        state.locked(() -> {
            var changes = new ArrayList<EventPayload>();
            if (task(task).status() == TaskStatus.QUEUED) {
                changes.add(new BatchEvent.TaskStarted(task));
            }
            changes.add(new BatchEvent.TaskPhase(task, phase));
            changeTask(task, known -> known.in(phase), changes.toArray(EventPayload[]::new));
            return null;
        });
    }

    /** An attempt failed for a reason of ours; the task gives its lane away until the next one. */
    public void attemptFails(TaskId task, List<Attempt> ended, Instant next) {
        var ready = next.truncatedTo(ChronoUnit.MILLIS);
        changeTask(task, known -> known.with(known.run().fail(ended, false, ready)));
    }

    /** An attempt was cut short by the service's stop; the next one follows in the same lane. */
    public void attemptIsInterrupted(TaskId task, List<Attempt> ended) {
        changeTask(task, known -> known.with(known.run().fail(ended, true, null)));
    }

    /** A task has its verdict; one that has it keeps it. */
    public void taskEnds(TaskId task, TaskResult verdict) {
        state.locked(() -> {
            var known = task(task);
            if (!known.status().isTerminal()) {
                end(state(), Map.of(task, known.complete(verdict, now())));
            }
            return null;
        });
    }

    /**
     * Keeps a vote to cancel the batch, or one of its tasks; one vote counts for each hotkey.
     *
     * @param task null for the whole batch
     * @param hotkey the voter's address
     */
    public void voteToCancel(@Nullable TaskId task, String hotkey) {
        change(current -> current.with(current.cancellation().with(task, hotkey)));
    }

    /**
     * Someone asks for a task's end; whoever runs it gives it its verdict. One that has its
     * verdict, or was cancelled before, stays as it is.
     *
     * @param voters whose votes led to it; empty when votes did not
     */
    public void cancel(TaskId task, Set<String> voters) {
        Predicate<TaskState> open =
                known ->
                        known.id().equals(task)
                                && !known.status().isTerminal()
                                && !known.run().cancelled();
        change(current ->
                current.tasks().stream().noneMatch(open)
                        ? current
                        : current.replacing(open, known -> known.with(known.run().cancel()))
                                .with(current.cancellation().counting(task, voters)));
    }

    /**
     * Someone asks for the batch's end: tasks without a lane end now, the others when whoever runs
     * them has given them their verdict.
     *
     * @param reason a sentence; the first one stays
     * @param voters whose votes led to it; empty when votes did not
     * @param verdict of the tasks that end now
     * @return which tasks those are
     */
    public List<TaskId> cancel(String reason, Set<String> voters, TaskResult verdict) {
        Predicate<TaskState> idle = task -> !task.run().admitted() && !task.status().isTerminal();
        return state.locked(() -> {
            var now = now();
            var results =
                    state().tasks().stream()
                            .filter(idle)
                            .collect(
                                    Collectors.toMap(
                                            TaskState::id, task -> task.complete(verdict, now)));
            return end(state().cancelled(reason, voters), results);
        });
    }

    /** The end of tasks, which are given in their order; under the lock. */
    private List<TaskId> end(BatchState current, Map<TaskId, TaskResult> results) {
        var next =
                current.replacing(
                        task -> results.containsKey(task.id()),
                        task -> task.ended(Objects.requireNonNull(results.get(task.id()))));
        var ended = next.tasks().stream().filter(task -> results.containsKey(task.id())).toList();
        if (!state().status().isTerminal()) {
            var told = ended.stream().map(BatchEvent.TaskComplete::of).toArray(EventPayload[]::new);
            state.publish(next, results, false, told);
        }
        return ended.stream().map(TaskState::id).toList();
    }

    /**
     * Ends the batch; the first caller decides how.
     *
     * @param error why it failed; null when it completed
     * @return whether this call ended it
     */
    public boolean finish(@Nullable String error) {
        return finish(error, Set.of(), false);
    }

    /**
     * Ends the batch before it begins; the first caller decides how.
     *
     * @param error why
     * @param voters whose votes led to it; empty when votes did not
     * @return whether this call ended it
     */
    public boolean finish(String error, Set<String> voters) {
        return finish(error, voters, false);
    }

    /** Ends the batch if its votes are still being counted; false when they are not. */
    public boolean expire(String error) {
        return finish(error, Set.of(), true);
    }

    private boolean finish(@Nullable String error, Set<String> voters, boolean onlyPending) {
        return state.locked(() -> {
            var end =
                    state().with(state().cancellation().counting(null, voters))
                            .finished(error, now());
            return !state().status().isTerminal()
                    && state.publish(
                            end,
                            Map.of(),
                            onlyPending,
                            BatchEvent.BatchComplete.of(end),
                            new BatchEvent.StreamClosed());
        });
    }

    /** Shows an end that the database has already, as part of a transaction on votes. */
    public void refresh() {
        state.refresh();
    }

    /** What happened so far, and what was printed; waits for more. */
    public EventLog timeline() {
        return state.eventLog();
    }

    private Instant now() {
        return state.time();
    }

    private void changeTask(TaskId id, UnaryOperator<TaskState> by, EventPayload... changes) {
        task(id);
        change(current -> current.replacing(task -> task.id().equals(id), by), changes);
    }

    private void change(Function<BatchState, BatchState> transition, EventPayload... changes) {
        state.locked(() ->
                !state().status().isTerminal()
                        && state.publish(transition.apply(state()), Map.of(), false, changes));
    }
}
