/**
 * Figures of docs/performance.md: {@code Benchmarks} compares with the same by hand, each {@code
 * *Benchmark} is a program of its own.
 */
@NullMarked
package org.platformnetwork.termexecutor.benchmark;

import org.jspecify.annotations.NullMarked;
