/**
 * Is the task valid, and can its scripts fail: the reference patch, the base and negative controls.
 *
 * <p>Easy to get wrong:
 *
 * <ul>
 *   <li>No negative control counts that was not seen to work on the task ({@code
 *       ControlCalibration}); it changes a test that the script runs anyway, behind the call of the
 *       product, and must compile.
 * </ul>
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.validation;

import org.jspecify.annotations.NullMarked;
