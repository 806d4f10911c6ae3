/**
 * The agent's patch: what changed in the working tree, and files copied over it.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Only commands of a sandbox touch the agent's tree ({@code FileOverlay}, {@code
 *       PatchExtractor} with a git directory of its own).
 *   <li>{@code ChangeScripts} runs in the sandbox on names of any bytes: lists end in NUL,
 *       associative keys begin with {@code /}, and what Java writes back to git is ISO 8859-1.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.patch;

import org.jspecify.annotations.NullMarked;
