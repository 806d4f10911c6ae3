package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.sandbox.LimitedResource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfControlGroups;

@EnabledIfCommand("bwrap")
@EnabledIfControlGroups({LimitedResource.MEMORY, LimitedResource.PROCESSES})
class NamespaceLimitIntegrationTests extends LimitScenarios {

    NamespaceLimitIntegrationTests() {
        super("namespaces");
    }
}
