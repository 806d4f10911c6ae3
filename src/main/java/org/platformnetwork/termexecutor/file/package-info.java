/**
 * A leaf: files that survive a crash, what the system said of those that failed, and what ends a
 * start.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>A file that a start reads is written by {@code AtomicFile}: a kill between creating and
 *       writing leaves it empty.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.file;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
