/** The Prometheus series; listens only. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"batch", "consensus", "execution", "sandbox", "store", "whitelist"})
package org.platformnetwork.termexecutor.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
