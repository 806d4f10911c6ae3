/**
 * Is the task valid, and can its scripts fail: the reference patch, the base and negative controls.
 */
@NullMarked
package org.platformnetwork.termexecutor.pipeline.validation;

import org.jspecify.annotations.NullMarked;
