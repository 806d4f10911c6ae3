package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.BatchNotification;
import org.platformnetwork.termexecutor.pipeline.validation.TaskValidation;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationResult;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationScripts;
import org.platformnetwork.termexecutor.pipeline.validation.ValidationTable;
import org.platformnetwork.termexecutor.sandbox.Layer;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.platformnetwork.termexecutor.task.EvaluationTask;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of tasks' validity, shared by all agents: kept in the database by the content of a
 * task and by what its scripts run on. Tasks of the same content wait for the one of them that is
 * validated.
 */
public final class Validations {

    private static final Logger log = LoggerFactory.getLogger(Validations.class);

    private final @Nullable ValidationTable table;
    private final String basis;
    private final Consumer<BatchNotification> listener;
    private final InstantSource clock;
    private final Map<ValidationTable.Key, Turn> turns = new HashMap<>();

    /**
     * @param table null to keep nothing
     * @param basis what decides how scripts end besides their task, as a hash
     */
    Validations(
            @Nullable ValidationTable table,
            String basis,
            Consumer<BatchNotification> listener,
            InstantSource clock) {
        this.table = table;
        this.basis = basis;
        this.listener = listener;
        this.clock = clock;
    }

    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /**
     * The validation of a task as one attempt sees it.
     *
     * @param directory for sandboxes; not there yet
     */
    TaskValidation of(
            TaskContext context,
            EvaluationTask task,
            Layer layer,
            Path directory,
            StepRunner stepRunner)
            throws IOException {
        // The tip of a branch is not the same tomorrow.
        var key =
                table == null || task.base().commit() == null
                        ? null
                        : new ValidationTable.Key(task.contentHash(), basis(layer));
        var scripts = new ValidationScripts(context, task, layer, directory, stepRunner);
        var known =
                key == null
                        ? ValidationResult.NOTHING
                        : find(key, task.id(), ValidationResult.NOTHING);
        return new TaskValidation(this, key, task, scripts, known);
    }

    private String basis(Layer layer) {
        var image = layer.image();
        return image == null ? basis : basis + " " + image.digest();
    }

    /**
     * Forgets what is known of a task.
     *
     * @param task its id, or the hash of its content
     * @return how many results that were
     */
    public int forget(String task) {
        return table == null ? 0 : table.forget(task);
    }

    /** Adds to what is known; runs nothing when another attempt has done so meanwhile. */
    public interface Extension {
        ValidationResult extend(ValidationResult known) throws IOException, PhaseFailedException;
    }

    /**
     * What is known, extended by one attempt at a time.
     *
     * @param key null for what is not kept
     * @param own what this attempt knows by itself
     */
    public ValidationResult extend(
            ValidationTable.@Nullable Key key,
            TaskId task,
            ValidationResult own,
            Extension extension)
            throws IOException, PhaseFailedException {
        if (key == null) {
            return extension.extend(own);
        }
        var turn = enter(key);
        try {
            turn.lock.lockInterruptibly();
            try {
                var known = find(key, task, own);
                var extended = extension.extend(known);
                if (!extended.equals(known)) {
                    save(key, task, extended);
                }
                return extended;
            } finally {
                turn.lock.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw StepRunner.cancelled();
        } finally {
            leave(key, turn);
        }
    }

    private Turn enter(ValidationTable.Key key) {
        synchronized (turns) {
            var turn = turns.computeIfAbsent(key, _ -> new Turn());
            turn.users++;
            return turn;
        }
    }

    private void leave(ValidationTable.Key key, Turn turn) {
        synchronized (turns) {
            turn.users--;
            if (turn.users == 0) {
                turns.remove(key);
            }
        }
    }

    /** A database that is away costs a validation and no verdict. */
    private ValidationResult find(ValidationTable.Key key, TaskId task, ValidationResult own) {
        if (table == null) {
            return own;
        }
        try {
            return table.find(key, task, clock.instant()).map(kept -> kept.and(own)).orElse(own);
        } catch (StoreUnavailableException _) {
            log.warn("A task's validation could not be read");
            return own;
        }
    }

    private void save(ValidationTable.Key key, TaskId task, ValidationResult result) {
        var lasting = result.lasting();
        if (table == null || lasting.equals(ValidationResult.NOTHING)) {
            return;
        }
        try {
            table.save(key, task, lasting, clock.instant());
        } catch (StoreUnavailableException _) {
            log.warn("A task's validation could not be kept");
        }
    }

    public void tell(BatchNotification.TaskValidated validated) {
        listener.accept(validated);
    }
}
