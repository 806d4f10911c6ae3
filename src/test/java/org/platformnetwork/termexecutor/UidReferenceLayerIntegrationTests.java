package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfRoot
class UidReferenceLayerIntegrationTests extends ReferenceLayerScenarios {

    UidReferenceLayerIntegrationTests() {
        super("uid");
    }
}
