package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor;
import org.platformnetwork.termexecutor.archive.ArchiveStore;
import org.platformnetwork.termexecutor.archive.Extraction;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.ArchiveContent;

/** The archives of running batches, each extracted once at the first use after a start. */
public final class ExtractedArchives {

    private final ArchiveStore archives;
    private final ArchiveExtractor extractor;
    private final Workspaces workspaces;
    private final ReentrantLock extracting = new ReentrantLock();
    private final ConcurrentMap<BatchId, ArchiveContent> known = new ConcurrentHashMap<>();

    ExtractedArchives(ArchiveStore archives, ArchiveExtractor extractor, Workspaces workspaces) {
        this.archives = archives;
        this.extractor = extractor;
        this.workspaces = workspaces;
    }

    /** What the batch's archive holds; its files stay until {@link #discard}. */
    public ArchiveContent of(Batch batch) throws IOException {
        extracting.lock();
        try {
            var content = known.get(batch.id());
            if (content == null) {
                content = extracted(batch);
                known.put(batch.id(), content);
            }
            return content;
        } finally {
            extracting.unlock();
        }
    }

    private ArchiveContent extracted(Batch batch) throws IOException {
        var hash = batch.archiveHash();
        if (!archives.isIntact(hash)) {
            return new ArchiveContent.Unusable("The archive was damaged on the service's disk.");
        }
        var directory = directory(batch).resolve("content");
        Workspaces.createClosed(directory(batch));
        workspaces.remove(directory);
        return switch (extractor.extract(archives.path(hash), directory)) {
            case Extraction.Refused refused -> {
                if (Thread.currentThread().isInterrupted()) {
                    // The end of the reading, not the archive, may be what was refused.
                    throw new InterruptedIOException();
                }
                yield new ArchiveContent.Unusable(refused.reason());
            }
            case Extraction.Extracted extracted -> ArchiveContent.read(directory);
        };
    }

    /** Where a task works. */
    public Path workspace(Batch batch, int position) {
        return directory(batch).resolve("tasks").resolve(Integer.toString(position));
    }

    private Path directory(Batch batch) {
        return workspaces.batch(batch.id().toString());
    }

    /** Removes the batch's files. */
    public void discard(Batch batch) {
        extracting.lock();
        try {
            known.remove(batch.id());
            workspaces.remove(directory(batch));
        } finally {
            extracting.unlock();
        }
    }
}
