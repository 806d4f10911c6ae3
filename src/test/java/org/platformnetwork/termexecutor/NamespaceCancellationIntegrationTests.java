package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand("bwrap")
class NamespaceCancellationIntegrationTests extends CancellationScenarios {

    NamespaceCancellationIntegrationTests() {
        super("namespaces");
    }
}
