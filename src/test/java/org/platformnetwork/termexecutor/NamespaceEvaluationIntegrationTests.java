package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand("bwrap")
class NamespaceEvaluationIntegrationTests extends EvaluationScenarios {

    NamespaceEvaluationIntegrationTests() {
        super("namespaces");
    }
}
