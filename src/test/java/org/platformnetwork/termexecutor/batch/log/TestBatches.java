package org.platformnetwork.termexecutor.batch.log;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.batch.BatchSettings;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.VoteTable;
import org.platformnetwork.termexecutor.batch.table.BatchTable;
import org.platformnetwork.termexecutor.store.Store;
import org.springframework.util.unit.DataSize;

/** Opens to the tests of other packages what only Spring makes otherwise. */
public final class TestBatches {

    public static final Duration SESSION_TTL = Duration.ofHours(2);

    private static final BatchSettings SETTINGS =
            new BatchSettings(SESSION_TTL, DataSize.ofMegabytes(1), DataSize.ofMegabytes(3));

    private TestBatches() {}

    public static Batches create(Store store, InstantSource clock) {
        return new Batches(
                new BatchTable(store),
                new BatchLogs(Path.of("target", "logs"), SETTINGS),
                store,
                SETTINGS,
                clock);
    }

    /** A batch of that id that collects votes, the only one in its database. */
    public static Batch only(Store store, BatchId id, ArchiveHash hash, InstantSource clock) {
        store.write(db -> {
            db.sql("delete from batches").update();
            VoteTable.open(db, hash, 1, 3, 2, clock.instant());
            return db.sql("update batches set id = ?").param(id.toString()).update();
        });
        return create(store, clock).find(id).orElseThrow();
    }

    /** A batch that collects votes. */
    public static Batch open(Store store, Batches batches, ArchiveHash hash, InstantSource clock) {
        BatchId id = store.write(db -> VoteTable.open(db, hash, 1, 3, 2, clock.instant()));
        return batches.find(id).orElseThrow();
    }
}
