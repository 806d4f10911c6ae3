/**
 * A leaf, and the only package that starts programs: bounded in time and output, nothing left
 * behind.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>{@code ProcessRunner} gives {@code Cancelled} at once on an interrupted thread. {@code
 *       ru_maxrss} of a spawned child includes this JVM; never wait for any child ({@code
 *       waitpid(-1)}).
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.process;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
