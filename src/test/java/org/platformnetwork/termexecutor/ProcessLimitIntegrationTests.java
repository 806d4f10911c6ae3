package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.sandbox.BoundResource;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

@EnabledIfControlGroups({BoundResource.MEMORY, BoundResource.PROCESSES})
class ProcessLimitIntegrationTests extends LimitScenarios {

    ProcessLimitIntegrationTests() {
        super("process");
    }
}
