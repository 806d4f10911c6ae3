package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class NamespaceReferenceLayerIntegrationTests extends ReferenceLayerScenarios {

    NamespaceReferenceLayerIntegrationTests() {
        super("namespaces");
    }
}
