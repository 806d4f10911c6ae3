/**
 * Hostile agents against the whole service, at every level of isolation that the machine has.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Attacks are tests; a new isolation level picks its themes.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.attack;

import org.jspecify.annotations.NullMarked;
