/**
 * The command line in the same program: what validators do with a service, and what they prepare.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "attestation",
            "concurrent",
            "doctor",
            "hotkey",
            "pipeline",
            "task",
            "whitelist"
        })
package org.platformnetwork.termexecutor.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
