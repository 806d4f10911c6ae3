/** What is known of every batch: live state, results, and the log of its events. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "store", "task", "web"})
package org.platformnetwork.termexecutor.batch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
