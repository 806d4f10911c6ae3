/**
 * Foreign text on a terminal: printed so that it cannot steer it.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>Foreign text reaches a terminal through {@code Printer} only, which alone draws.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.client.terminal;

import org.jspecify.annotations.NullMarked;
