/** The three isolation levels, and how the service finds the strongest that works. */
@NullMarked
package org.platformnetwork.termexecutor.sandbox.isolation;

import org.jspecify.annotations.NullMarked;
