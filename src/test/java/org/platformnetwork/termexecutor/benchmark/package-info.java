/** Figures of docs/performance.md; each class is a program of its own. */
@NullMarked
package org.platformnetwork.termexecutor.benchmark;

import org.jspecify.annotations.NullMarked;
