package org.platformnetwork.termexecutor.batch;

/** Who runs batches that have their votes. */
public interface BatchStarter {

    /** Starts the next batch of the queue unless one runs. */
    void startNext();
}
