/** Counts the votes of validators: for an archive until enough agree, and to cancel its batch. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "batch", "hotkey", "store", "task"})
package org.platformnetwork.termexecutor.consensus;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
