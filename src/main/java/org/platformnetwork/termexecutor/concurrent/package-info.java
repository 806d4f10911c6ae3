/**
 * Time and threads: waiting, and what stops within one timeout.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>{@code Executor}, {@code EventStreams} and the web server stop side by side ({@code
 *       ConcurrentShutdown}) within one timeout (4 s), so that all of the stop fits into Docker's
 *       ten seconds: tasks leave a note, WebSocket followers get 1012, SSE streams end.
 * </ul>
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.concurrent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
