package org.platformnetwork.termexecutor.attack;

import org.junit.jupiter.api.Disabled;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@Disabled("needs limits")
@EnabledIfCommand({"bwrap", "python3"})
class LimitAttackIntegrationTests extends AttackScenarios implements LimitAttacks {

    LimitAttackIntegrationTests() {
        super("namespaces", SETTINGS);
    }
}
