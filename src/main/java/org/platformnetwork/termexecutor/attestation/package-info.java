/**
 * Verdicts that this executor answers for: signed documents, its key, and the command that checks.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
            "concurrent",
            "file",
            "pipeline",
            "sandbox",
            "store",
            "task",
            "web",
            "whitelist :: chain"
        })
package org.platformnetwork.termexecutor.attestation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
