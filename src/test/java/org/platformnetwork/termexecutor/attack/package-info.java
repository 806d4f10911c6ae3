/** Hostile agents against the whole service, at every level of isolation that the machine has. */
@NullMarked
package org.platformnetwork.termexecutor.attack;

import org.jspecify.annotations.NullMarked;
