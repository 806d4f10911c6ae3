package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class NamespaceSandboxAttackIntegrationTests extends AttackScenarios
        implements SandboxAttacks, ContainedAttacks, KernelAttacks, SpyAttacks {

    NamespaceSandboxAttackIntegrationTests() {
        super("namespaces", Map.of());
    }
}
