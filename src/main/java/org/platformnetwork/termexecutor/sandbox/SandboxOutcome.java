package org.platformnetwork.termexecutor.sandbox;

import org.jspecify.annotations.Nullable;
import org.platformnetwork.termexecutor.process.Outcome;

/**
 * How a command of a task ended.
 *
 * @param exceeded the limit that it ran into, when that may be why it did not succeed
 */
public record SandboxOutcome(Outcome outcome, @Nullable Limit exceeded) {}
