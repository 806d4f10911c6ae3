/** Reads a subnet's metagraph from nodes of the Bittensor chain. */
@NullMarked
@ApplicationModule(allowedDependencies = {"hotkey"})
package org.platformnetwork.termexecutor.chain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
