/** A leaf: files that survive a crash, and what the system said of those that failed. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.file;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
