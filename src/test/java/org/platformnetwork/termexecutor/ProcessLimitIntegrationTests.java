package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

@EnabledIfControlGroups({LimitedResource.MEMORY, LimitedResource.PROCESSES})
class ProcessLimitIntegrationTests extends LimitScenarios {

    ProcessLimitIntegrationTests() {
        super("process");
    }
}
