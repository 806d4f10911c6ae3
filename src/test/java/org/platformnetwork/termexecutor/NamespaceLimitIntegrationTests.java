package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.sandbox.BoundResource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

@EnabledIfCommand("bwrap")
@EnabledIfControlGroups({BoundResource.MEMORY, BoundResource.PROCESSES})
class NamespaceLimitIntegrationTests extends LimitScenarios {

    NamespaceLimitIntegrationTests() {
        super("namespaces");
    }
}
