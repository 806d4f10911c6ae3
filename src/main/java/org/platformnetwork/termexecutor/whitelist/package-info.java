/** Who may submit: the validator set. */
@NullMarked
@ApplicationModule(allowedDependencies = {"hotkey"})
package org.platformnetwork.termexecutor.whitelist;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
