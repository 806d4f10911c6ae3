/**
 * This machine: its facts, its users, its mounts, and the removal of what tasks left on it.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Follow no link in what a task's user wrote ({@code NOFOLLOW_LINKS}).
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.sandbox.host;

import org.jspecify.annotations.NullMarked;
