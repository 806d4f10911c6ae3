/**
 * What manifests and lock files say about dependencies: which versions a change brings, and whether
 * another one's manifest or lock file would have taken them. Files are read, never run.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.dependency;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
