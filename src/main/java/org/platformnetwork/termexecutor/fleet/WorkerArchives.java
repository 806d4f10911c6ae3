package org.platformnetwork.termexecutor.fleet;

import java.util.HashMap;
import java.util.Map;
import org.platformnetwork.termexecutor.batch.BatchId;
import org.platformnetwork.termexecutor.pipeline.ExtractedArchives;

/** Keeps the files of a batch on a worker until attempts at another one come. */
final class WorkerArchives {

    private final ExtractedArchives extracted;
    private final Map<BatchId, Integer> users = new HashMap<>();

    WorkerArchives(ExtractedArchives extracted) {
        this.extracted = extracted;
    }

    synchronized void enter(BatchId batch) {
        users.entrySet()
                .removeIf(other -> {
                    boolean isUnused = other.getValue() == 0 && !other.getKey().equals(batch);
                    if (isUnused) {
                        extracted.discard(other.getKey());
                    }
                    return isUnused;
                });
        users.merge(batch, 1, Integer::sum);
    }

    synchronized void leave(BatchId batch) {
        users.merge(batch, -1, Integer::sum);
    }
}
