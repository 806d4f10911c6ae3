package org.platformnetwork.termexecutor.batch;

import java.time.Duration;

/** What the executor tells to whoever listens inside the service, after the fact. */
public sealed interface BatchActivity {

    /** A batch left the queue. */
    record BatchBegan() implements BatchActivity {}

    /** A batch ended. */
    record BatchEnded(BatchStatus status, Duration duration) implements BatchActivity {}

    /** A task left a phase. */
    record PhaseEnded(TaskStatus phase, Duration duration) implements BatchActivity {}

    /** A task has its verdict. */
    record TaskEnded(TaskResult result) implements BatchActivity {}
}
