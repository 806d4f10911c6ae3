/** A leaf: SS58 addresses and sr25519 signatures. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.hotkey;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
