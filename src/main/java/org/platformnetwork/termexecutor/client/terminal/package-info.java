/** Foreign text on a terminal: printed so that it cannot steer it. */
@NullMarked
package org.platformnetwork.termexecutor.client.terminal;

import org.jspecify.annotations.NullMarked;
