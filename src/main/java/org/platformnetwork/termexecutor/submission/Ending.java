package org.platformnetwork.termexecutor.submission;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.batch.Batch;
import org.platformnetwork.termexecutor.batch.BatchState.Tally;
import org.platformnetwork.termexecutor.batch.BatchStatus;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.consensus.CancellationVoting.Count;
import org.platformnetwork.termexecutor.task.TaskId;

/** What is answered to whoever asks for an end. */
sealed interface Ending {

    /** Whether nothing more has to happen. */
    boolean hasEnded();

    /** A batch ends or has ended. */
    record OfBatch(String batchId, BatchStatus status, @Nullable String error) implements Ending {
        static OfBatch of(Batch batch) {
            var state = batch.state();
            return new OfBatch(batch.id().toString(), state.status(), state.error());
        }

        @Override
        public boolean hasEnded() {
            return status.isTerminal();
        }
    }

    /** A task ends or has ended. */
    record OfTask(String batchId, String taskId, TaskStatus status) implements Ending {
        static OfTask of(Batch batch, TaskId task) {
            return new OfTask(batch.id().toString(), task.value(), batch.task(task).status());
        }

        @Override
        public boolean hasEnded() {
            return status.isTerminal();
        }
    }

    /**
     * More votes are needed.
     *
     * @param taskId null for the whole batch
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Voted(String batchId, @Nullable String taskId, String status, int votes, int required)
            implements Ending {
        static Voted of(Batch batch, Count count) {
            var task = count.task();
            return new Voted(
                    batch.id().toString(),
                    task == null ? null : task.value(),
                    "pending_cancellation",
                    count.votes(),
                    count.required());
        }

        @Override
        public boolean hasEnded() {
            return false;
        }
    }

    /** A vote was taken back, and the batch collects others. */
    record Withdrawn(String batchId, BatchStatus status, int votes, int required)
            implements Ending {
        static Withdrawn of(Batch batch, Tally left) {
            return new Withdrawn(
                    batch.id().toString(), BatchStatus.PENDING, left.votes(), left.required());
        }

        @Override
        public boolean hasEnded() {
            return true;
        }
    }
}
