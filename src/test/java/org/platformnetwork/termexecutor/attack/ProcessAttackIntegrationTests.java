package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand("python3")
class ProcessAttackIntegrationTests extends AttackScenarios
        implements VerdictWitness, SandboxAttacks {

    ProcessAttackIntegrationTests() {
        super("process", Map.of());
    }
}
