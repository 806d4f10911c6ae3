/** Figures of the README; each class is a program of its own. */
@NullMarked
package org.platformnetwork.termexecutor.benchmark;

import org.jspecify.annotations.NullMarked;
