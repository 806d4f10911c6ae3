package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.task.TaskId;

/**
 * A task as it was in the archive.
 *
 * @param contentHash SHA-256 in hex of all that decides how it runs; null when it is invalid
 * @param baseCommit null when it is invalid, or starts from the tip of a branch
 */
public record TaskInput(TaskId id, @Nullable String contentHash, @Nullable String baseCommit) {}
