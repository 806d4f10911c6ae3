package org.platformnetwork.termexecutor.task;

/**
 * A task that cannot be run as it was published.
 *
 * @param reason one sentence naming the file and what is wrong with it
 */
public record InvalidTask(TaskId id, String reason) implements LoadedTask {}
