package org.platformnetwork.termexecutor.batch;

/**
 * A verdict without what was printed and changed, which is all that memory holds of a task that has
 * ended: outputs can be many megabytes, and a batch has hundreds of tasks. Those who show outputs
 * read them by {@link Batch#result}, one task at a time.
 *
 * @param withoutOutputs each output empty, and no patch, whatever the verdict had
 */
public record TaskSummary(TaskResult withoutOutputs) {

    public TaskSummary {
        withoutOutputs = withoutOutputs.withoutOutputs();
    }
}
