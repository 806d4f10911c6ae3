/** The API's description, for programs and for people. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.openapi;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
