package org.platformnetwork.termexecutor.attack;

import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class LimitAttackIntegrationTests extends AttackScenarios implements LimitAttacks {

    LimitAttackIntegrationTests() {
        super("namespaces", SETTINGS);
    }
}
