/** Time that tests can turn by hand, besides {@link java.time.InstantSource}. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.clock;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
