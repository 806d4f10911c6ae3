package org.platformnetwork.termexecutor.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.platformnetwork.termexecutor.archive.ArchiveExtractor.Extraction;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.sandbox.Workspaces;
import org.platformnetwork.termexecutor.task.ArchiveContent;

/** The archives of running batches, each extracted once at the first use after a start. */
public final class ExtractedArchives {

    private final ArchiveSource archives;
    private final Workspaces workspaces;
    private final ReentrantLock extracting = new ReentrantLock();
    private final ConcurrentMap<BatchId, ArchiveContent> known = new ConcurrentHashMap<>();

    ExtractedArchives(ArchiveSource archives, Workspaces workspaces) {
        this.archives = archives;
        this.workspaces = workspaces;
    }

    /** What a batch's archive holds; its files stay until {@link #discard}. */
    public ArchiveContent of(BatchId batch, ArchiveHash archive) throws IOException {
        extracting.lock();
        try {
            var content = known.get(batch);
            if (content == null) {
                content = extracted(batch, archive);
                known.put(batch, content);
            }
            return content;
        } finally {
            extracting.unlock();
        }
    }

    private ArchiveContent extracted(BatchId batch, ArchiveHash archive) throws IOException {
        var directory = directory(batch).resolve("content");
        Workspaces.createClosed(directory(batch));
        workspaces.remove(directory);
        return switch (archives.extract(archive, directory)) {
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

    /** Where an attempt works. */
    Path workspace(ExecutionId execution) {
        return directory(execution.batch())
                .resolve("tasks")
                .resolve("%d-%d".formatted(execution.position(), execution.admission()));
    }

    private Path directory(BatchId batch) {
        return workspaces.batch(batch.toString());
    }

    /** Removes the batch's files. */
    public void discard(BatchId batch) {
        extracting.lock();
        try {
            known.remove(batch);
            workspaces.remove(directory(batch));
        } finally {
            extracting.unlock();
        }
    }
}
