package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3"})
class NamespaceAttackIntegrationTests extends AttackScenarios
        implements VerdictAttacks, SandboxAttacks, ContainedAttacks, KernelAttacks, SpyAttacks {

    NamespaceAttackIntegrationTests() {
        super("namespaces", Map.of());
    }
}
