/** Reading batches: REST answers and the WebSocket. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "batch", "task", "web"})
package org.platformnetwork.termexecutor.progress;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
