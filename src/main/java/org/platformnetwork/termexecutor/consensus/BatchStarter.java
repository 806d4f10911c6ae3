package org.platformnetwork.termexecutor.consensus;

import org.platformnetwork.termexecutor.batch.Batch;

/** What becomes of a batch once its votes are settled. */
public interface BatchStarter {

    /** Takes an agreed batch into the queue; false when there is no room for it now. */
    boolean enqueue(Batch batch);

    /** Lets go of a batch whose votes expired, and of everything kept for it. */
    void discard(Batch batch);
}
