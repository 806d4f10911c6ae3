package org.platformnetwork.termexecutor.sandbox;

import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.ProcessResult;

/**
 * How a command of a task ended.
 *
 * @param exceeded a limit that it ran into; a command that copes with that may succeed all the same
 * @param extended whether its time was doubled, because others had the processors
 */
public record SandboxOutcome(ProcessResult outcome, @Nullable Limit exceeded, boolean extended) {}
