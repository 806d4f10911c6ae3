/** Runs the agent on a copy of the prepared task, with what it names in its requirements. */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.agent;

import org.jspecify.annotations.NullMarked;
