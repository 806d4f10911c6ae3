package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class NamespaceVerdictAttackIntegrationTests extends AttackScenarios implements VerdictAttacks {

    NamespaceVerdictAttackIntegrationTests() {
        super("namespaces", Map.of());
    }
}
