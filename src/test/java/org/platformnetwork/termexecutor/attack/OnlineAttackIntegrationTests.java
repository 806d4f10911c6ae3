package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class OnlineAttackIntegrationTests extends AttackScenarios implements NetworkAttacks {

    OnlineAttackIntegrationTests() {
        super("namespaces", Map.of());
    }
}
