/**
 * Verdicts that this executor answers for: signed documents, its key, and the command that checks.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>The signed document must come out the same after a restart: times in milliseconds, no
 *       fractions. A batch keeps the format of its time ({@code verdict_format}): a new member is a
 *       new format, and what is not in an old one is left out of it ({@code VerdictDocument.json}).
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "archive",
            "batch",
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
