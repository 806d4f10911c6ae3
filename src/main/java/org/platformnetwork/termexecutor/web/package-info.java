/** The contract's error body, and what every HTTP answer shares. */
@NullMarked
@ApplicationModule(allowedDependencies = {"sandbox", "store"})
package org.platformnetwork.termexecutor.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
