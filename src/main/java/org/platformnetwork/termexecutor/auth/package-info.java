/** Who sent this request: the header checks before a body is read, and the nonces used up. */
@NullMarked
@ApplicationModule(allowedDependencies = {"archive", "hotkey", "store", "web", "whitelist"})
package org.platformnetwork.termexecutor.auth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
