/** What outlives the service: the database and the files of {@code DATA_DIR}. */
@NullMarked
@ApplicationModule(allowedDependencies = {"file"})
package org.platformnetwork.termexecutor.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
