/** The contract's error body, and what every HTTP answer shares. */
@NullMarked
@ApplicationModule(allowedDependencies = "store")
package org.platformnetwork.termexecutor.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
