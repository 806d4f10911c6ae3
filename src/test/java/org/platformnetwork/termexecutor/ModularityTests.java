package org.platformnetwork.termexecutor;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void everyArrowBetweenPackagesIsDeclared() {
        ApplicationModules.of(TermExecutorApplication.class).verify();
    }
}
