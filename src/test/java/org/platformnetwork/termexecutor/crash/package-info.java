/**
 * The crash test that {@code ./mvnw -Pcrash} runs: the service under load is killed again and
 * again, and what it promised before has to hold after.
 */
@NullMarked
package org.platformnetwork.termexecutor.crash;

import org.jspecify.annotations.NullMarked;
