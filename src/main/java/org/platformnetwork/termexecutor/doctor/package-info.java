/** The command {@code doctor}: what a machine can do for the service, and how to fix the rest. */
@NullMarked
@ApplicationModule(
        allowedDependencies = {"file", "fleet :: channel", "process", "sandbox", "settings"})
package org.platformnetwork.termexecutor.doctor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
