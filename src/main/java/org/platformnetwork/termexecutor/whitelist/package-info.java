/** Who may submit: the validator set, as the chain has it. */
@NullMarked
@ApplicationModule(allowedDependencies = {"concurrent", "file", "hotkey"})
package org.platformnetwork.termexecutor.whitelist;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
