package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class OfflineAttackIntegrationTests extends AttackScenarios
        implements InstallationAttacks, NetworkAttacks {

    OfflineAttackIntegrationTests() {
        super("namespaces", Map.of("AGENT_NETWORK", "none"));
    }
}
