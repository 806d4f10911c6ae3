/** What the environment sets: each variable's value and source, and names that are misspelt. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package org.platformnetwork.termexecutor.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
