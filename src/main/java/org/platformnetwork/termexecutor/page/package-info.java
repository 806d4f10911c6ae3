/** The page at {@code /}, the API's description and the headers that guard them. */
@NullMarked
@ApplicationModule(allowedDependencies = {"web"})
package org.platformnetwork.termexecutor.page;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
