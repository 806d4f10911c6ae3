package org.platformnetwork.termexecutor.batch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.log.BatchLogs;
import org.platformnetwork.termexecutor.batch.table.BatchSummaries;
import org.platformnetwork.termexecutor.batch.table.BatchTable;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.store.StoreUnavailableException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Every batch the service knows, of this start and earlier ones. Those that have not ended are in
 * memory, one object each; the others are read when someone asks. Results stay readable for the
 * session's life after their end, and those of the last {@value #LAST} batches longer; of those
 * that never started only the last {@value #LAST_UNSTARTED}. Everything that is not in memory
 * throws {@link StoreUnavailableException} when the database is away.
 */
@Component
public final class Batches {

    static final int LAST = 100;

    /** A validator can open and withdraw batches as fast as it can sign. */
    static final int LAST_UNSTARTED = 1000;

    private static final int MOST_ENDED_IN_MEMORY = 8;
    private static final int LOCKS = 64;

    private final ConcurrentMap<BatchId, Batch> live = new ConcurrentHashMap<>();
    private final Cache<BatchId, Batch> ended =
            Caffeine.newBuilder().maximumSize(MOST_ENDED_IN_MEMORY).build();

    /** A batch is read by one thread at a time, for there must be one object of it. */
    private final List<ReentrantLock> reading =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    private final BatchTable table;
    private final BatchLogs logs;
    private final BatchSummaries lines;
    private final Store store;
    private final BatchSettings settings;
    private final InstantSource clock;
    private volatile boolean isLoaded;

    public Batches(
            BatchTable table,
            BatchLogs logs,
            Store store,
            BatchSettings settings,
            InstantSource clock) {
        this.table = table;
        this.logs = logs;
        this.lines = new BatchSummaries(store);
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /** Brings into memory, once, what an earlier service left unfinished. */
    public void load() {
        if (isLoaded) {
            return;
        }
        List<String> ids =
                store.read(db ->
                        db.sql("select id from batches where finished_at is null")
                                .query(String.class)
                                .list());
        ids.forEach(id -> find(new BatchId(UUID.fromString(id))));
        isLoaded = true;
    }

    /** Shows agreements that the database has and no one was told of, the answer being lost. */
    public void findAgreed() {
        List<String> ids =
                store.read(db ->
                        db.sql(
                                        """
                                        select id from batches where queue_position is not null
                                          and started_at is null and finished_at is null
                                        """)
                                .query(String.class)
                                .list());
        for (var text : ids) {
            var id = new BatchId(UUID.fromString(text));
            if (find(id).filter(batch -> batch.state().isPending()).isPresent()) {
                table.load(id)
                        .map(stored -> stored.state().agreement())
                        .ifPresent(quorum -> find(id).ifPresent(b -> b.accept(quorum)));
            }
        }
    }

    public Optional<Batch> find(BatchId id) {
        return known(id).or(() -> read(id));
    }

    private Optional<Batch> known(BatchId id) {
        return Optional.ofNullable(live.get(id))
                .or(() -> Optional.ofNullable(ended.getIfPresent(id)));
    }

    private Optional<Batch> read(BatchId id) {
        var lock = reading.get(Math.floorMod(id.hashCode(), LOCKS));
        lock.lock();
        try {
            return known(id)
                    .or(() ->
                            table.load(id)
                                    .map(stored ->
                                            new Batch(
                                                    stored,
                                                    table,
                                                    logs.of(id, this::isLive),
                                                    clock))
                                    .map(this::keep));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a batch has not ended.
     *
     * @param id as it is written
     */
    private boolean isLive(String id) {
        return BatchId.parse(id)
                .map(live::get)
                .filter(batch -> !batch.state().status().isTerminal())
                .isPresent();
    }

    private Batch keep(Batch batch) {
        (batch.state().status().isTerminal() ? ended.asMap() : live).put(batch.id(), batch);
        return batch;
    }

    /** Those that have not ended, in the order of their first votes. */
    public List<Batch> live() {
        return live.values().stream()
                .filter(batch -> !batch.state().status().isTerminal())
                .sorted(Comparator.comparing(Batch::createdAt))
                .toList();
    }

    /** Those that have their votes and wait for their turn, in its order. */
    public List<Batch> queue() {
        return live.values().stream()
                .filter(batch -> batch.state().isWaiting())
                .sorted(Comparator.comparingLong(batch -> batch.state().queuePosition()))
                .toList();
    }

    /** How many tasks this archive has, if a batch of it is known. */
    public Optional<Integer> taskCount(ArchiveHash hash) {
        return store.read(db ->
                db.sql("select total_tasks from batches where archive_hash = ? limit 1")
                        .param(hash.hex())
                        .query(Integer.class)
                        .optional());
    }

    /**
     * The archives of batches that have not ended, or whose end is not longer ago than a session.
     */
    public Set<ArchiveHash> archives() {
        long oldest = oldest();
        return store.read(db ->
                db.sql(
                                """
                                select archive_hash from batches where finished_at is null
                                  or (finished_at >= ? and started_at is not null)
                                """)
                        .param(oldest)
                        .query((row, number) -> new ArchiveHash(row.getString("archive_hash")))
                        .set());
    }

    private long oldest() {
        return clock.instant().minus(settings.sessionTtl()).toEpochMilli();
    }

    /** All batches, newest first. */
    public List<BatchSummary> all() {
        return lines.all().stream()
                .map(line ->
                        line.progress().status().isTerminal()
                                ? line
                                : find(line.id()).map(BatchSummary::of).orElse(line))
                .toList();
    }

    /** Forgets the batches that ended longer ago than results are kept. */
    @Scheduled(fixedDelayString = "PT30S")
    public void reap() {
        live.values().removeIf(batch -> batch.state().status().isTerminal());
        long oldest = oldest();
        List<String> forgotten =
                store.read(db ->
                        db.sql(
                                        """
                                        select id from batches
                                        where finished_at < ? and id not in (
                                          select id from batches
                                          where finished_at is not null and started_at is not null
                                          order by finished_at desc limit ?)
                                        or finished_at is not null and started_at is null
                                          and id not in (
                                          select id from batches
                                          where finished_at is not null and started_at is null
                                          order by finished_at desc, id limit ?)
                                        """)
                                .params(oldest, LAST, LAST_UNSTARTED)
                                .query(String.class)
                                .list());
        // One at a time: the outputs of many would hold up every other write.
        forgotten.forEach(id -> {
            store.write(db -> db.sql("delete from batches where id = ?").param(id).update());
            ended.invalidate(new BatchId(UUID.fromString(id)));
        });
        reapLogs();
    }

    /** The files first: then a batch that begins meanwhile has none among them. */
    private void reapLogs() {
        var names = logs.names();
        Set<String> known =
                store.read(db -> db.sql("select id from batches").query(String.class).set());
        names.stream().filter(name -> !known.contains(name)).forEach(logs::delete);
    }
}
