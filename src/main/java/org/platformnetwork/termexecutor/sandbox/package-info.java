/**
 * Where the commands of a task run, and how strongly they are contained. The packages below are its
 * own.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"file", "process"})
package org.platformnetwork.termexecutor.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
