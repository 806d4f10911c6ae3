package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    private static final int MAX_MODULES = 29;
    private static final int MAX_ARROWS = 104;

    private static final ApplicationModules MODULES =
            ApplicationModules.of(TermExecutorApplication.class);

    @Test
    void everyArrowBetweenPackagesIsDeclaredAndNoneLeadsBack() {
        MODULES.verify();
    }

    @Test
    void packagesAreFewAndTheirArrowsAsWell() {
        long arrows =
                MODULES.stream()
                        .mapToLong(module ->
                                module.getDirectDependencies(MODULES).uniqueModules().count())
                        .sum();

        assertThat(MODULES.stream().count()).isLessThanOrEqualTo(MAX_MODULES);
        assertThat(arrows).isLessThanOrEqualTo(MAX_ARROWS);
    }
}
