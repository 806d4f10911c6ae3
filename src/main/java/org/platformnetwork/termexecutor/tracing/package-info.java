/** OpenTelemetry: a trace for each task, sent only where an endpoint is set; listens only. */
@NullMarked
@ApplicationModule(allowedDependencies = {"batch", "task"})
package org.platformnetwork.termexecutor.tracing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
