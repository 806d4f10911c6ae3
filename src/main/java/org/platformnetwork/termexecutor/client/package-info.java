/**
 * The command line in the same program: what validators do with a service, and what they prepare.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>{@code System.console()} is null without a terminal, whatever Error Prone says. A class
 *       looked up in vain opens every jar in the program: commands load through {@code
 *       CommandClassLoader}, and static fields of {@code task} and {@code archive} must not pull in
 *       Jackson or Spring. {@code CommandLineTool} builds only the named command.
 * </ul>
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
            "pipeline :: image",
            "settings",
            "store",
            "task",
            "whitelist"
        })
package org.platformnetwork.termexecutor.client;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
