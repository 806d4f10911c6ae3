/**
 * Tells addresses of the operator's that a batch has ended, in the format of Standard Webhooks.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>What is still to be sent follows from the batches in the database, so nothing is lost
 *       between the end of a batch and the first attempt. Whoever is told may be told twice.
 * </ul>
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"archive", "attestation", "batch", "pipeline :: egress", "store"})
package org.platformnetwork.termexecutor.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
