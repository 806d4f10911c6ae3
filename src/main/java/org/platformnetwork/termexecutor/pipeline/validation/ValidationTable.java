package org.platformnetwork.termexecutor.pipeline.validation;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.StoredJson;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.task.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Validations in the database, by the content of tasks and by what they were made on. */
public final class ValidationTable {

    private static final int MAX_ROWS = 10_000;

    /** Of a row, zipped. */
    private static final int MAX_BYTES = 1 << 20;

    /** Within it, a use is not worth a write. */
    private static final Duration USED_LATELY = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(ValidationTable.class);

    private final Store store;
    private final int maxRows;
    private final StoredJson json = new StoredJson();

    public ValidationTable(Store store) {
        this(store, MAX_ROWS);
    }

    /**
     * @param maxRows how many are kept, those least recently used removed
     */
    ValidationTable(Store store, int maxRows) {
        this.store = store;
        this.maxRows = maxRows;
    }

    /**
     * What a validation is kept by.
     *
     * @param content of the task, as a hash
     * @param basis of all else that decides how scripts end, as a hash
     */
    public record Key(String content, String basis) {}

    private record Row(@Nullable ValidationResult result, Instant usedAt) {}

    /**
     * Finds one, and notes its use. One that cannot be read counts as absent.
     *
     * @param task whose it is now
     */
    public Optional<ValidationResult> find(Key key, TaskId task, Instant now) {
        var row =
                store.read(db ->
                        db.sql(
                                        """
                                        select result, used_at from validations
                                        where content = ? and basis = ?
                                        """)
                                .params(key.content(), key.basis())
                                .query((found, number) ->
                                        new Row(
                                                read(found.getBytes("result")),
                                                Instant.ofEpochMilli(found.getLong("used_at"))))
                                .optional());
        row.filter(found -> found.usedAt().isBefore(now.minus(USED_LATELY)))
                .ifPresent(_ -> use(key, task, now));
        return row.map(Row::result);
    }

    private @Nullable ValidationResult read(byte[] zipped) {
        try {
            return json.unzip(zipped, ValidationResult.class);
        } catch (JacksonException | UncheckedIOException e) {
            log.warn("A task's validation in the database cannot be read", e);
            return null;
        }
    }

    private void use(Key key, TaskId task, Instant now) {
        store.write(db ->
                db.sql(
                                """
                                update validations set task_id = ?, used_at = ?
                                where content = ? and basis = ?
                                """)
                        .params(task.value(), now.toEpochMilli(), key.content(), key.basis())
                        .update());
    }

    /**
     * Keeps one in the place of what was known before: without its controls where it is too large,
     * and not at all where it still is.
     */
    public void save(Key key, TaskId task, ValidationResult result, Instant now) {
        var whole = json.zip(result);
        var zipped = whole.length <= MAX_BYTES ? whole : json.zip(result.withoutControls());
        if (zipped.length > MAX_BYTES) {
            log.warn("A task's validation is too large to be kept");
            return;
        }
        store.write(db -> {
            db.sql(
                            """
                            insert into validations (content, basis, task_id, result, used_at)
                            values (?, ?, ?, ?, ?) on conflict (content, basis)
                            do update set task_id = excluded.task_id, result = excluded.result,
                              used_at = excluded.used_at
                            """)
                    .params(key.content(), key.basis(), task.value(), zipped, now.toEpochMilli())
                    .update();
            return db.sql(
                            """
                            delete from validations where used_at < (
                              select used_at from validations
                              order by used_at desc limit 1 offset ?)
                            """)
                    .param(maxRows - 1)
                    .update();
        });
    }

    /**
     * Forgets all of a task.
     *
     * @param task its id, or the hash of its content
     * @return how many there were
     */
    public int forget(String task) {
        return store.write(db ->
                db.sql("delete from validations where task_id = ? or content = ?")
                        .params(task, task)
                        .update());
    }
}
