/** Layers: the exact commit with its install commands run, cached for the next agent. */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.layer;

import org.jspecify.annotations.NullMarked;
