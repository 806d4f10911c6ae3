package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand("bwrap")
class NamespaceChangeIntegrationTests extends ChangeScenarios {

    NamespaceChangeIntegrationTests() {
        super("namespaces");
    }
}
