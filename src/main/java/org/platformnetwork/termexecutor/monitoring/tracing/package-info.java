/** OpenTelemetry: a trace for each task, sent only where an endpoint is set. Listens only. */
@NullMarked
@NamedInterface("tracing")
package org.platformnetwork.termexecutor.monitoring.tracing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
