/** DELETE: ends a batch, or one of its tasks, before its time. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"archive", "auth", "batch", "execution", "progress", "task", "web"})
package org.platformnetwork.termexecutor.cancellation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
