/** Is it up, and what is it doing: /health, /status, /livez and /readyz. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "batch",
            "clock",
            "execution",
            "metrics",
            "progress",
            "sandbox",
            "store",
            "web",
            "whitelist"
        })
package org.platformnetwork.termexecutor.status;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
