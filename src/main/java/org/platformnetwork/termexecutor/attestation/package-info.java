/**
 * Verdicts that this executor answers for: signed documents, its key, and the command that checks.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "chain",
            "clock",
            "execution",
            "file",
            "progress",
            "sandbox",
            "store",
            "task",
            "web"
        })
package org.platformnetwork.termexecutor.attestation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
