package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.junit.jupiter.api.Disabled;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@Disabled("agents share the service's network, its loopback included")
@EnabledIfCommand({"bwrap", "python3"})
class OnlineAttackIntegrationTests extends AttackScenarios implements NetworkAttacks {

    OnlineAttackIntegrationTests() {
        super("namespaces", Map.of());
    }
}
