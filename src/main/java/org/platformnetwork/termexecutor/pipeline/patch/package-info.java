/** The agent's patch: what changed in the working tree, and files copied over it. */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.patch;

import org.jspecify.annotations.NullMarked;
