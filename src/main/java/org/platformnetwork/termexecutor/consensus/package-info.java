/** Counts the votes of validators for an archive until enough of them agree. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "batch", "hotkey", "store"})
package org.platformnetwork.termexecutor.consensus;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
