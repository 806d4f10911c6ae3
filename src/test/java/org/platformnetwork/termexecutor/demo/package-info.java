/** The demo that {@code ./mvnw -Pdemo} runs: the main job, from a signed upload to verdicts. */
@NullMarked
package org.platformnetwork.termexecutor.demo;

import org.jspecify.annotations.NullMarked;
