/**
 * Finds where a test can be changed so that it must fail: the candidates for negative controls, by
 * language. Nothing here runs anything; whether a candidate works is for a trial run to show.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"evidence"})
package org.platformnetwork.termexecutor.control;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
