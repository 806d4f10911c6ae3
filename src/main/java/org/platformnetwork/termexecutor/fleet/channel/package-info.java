/**
 * What a coordinator and its workers send each other by HTTP, besides Temporal: archives, log
 * entries, phases and large results, below {@code /internal} on a connector of its own.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Every call may arrive twice, or after its attempt is over: it is told apart by its offset,
 *       number or hash, never by its time. A channel that is unknown may be one that a coordinator
 *       that has just started does not know yet; only one that is over ends an attempt.
 *   <li>The proof in {@code Authorization} is checked before anything else of a request is read.
 * </ul>
 */
@NullMarked
@NamedInterface("channel")
package org.platformnetwork.termexecutor.fleet.channel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
