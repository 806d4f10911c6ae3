package org.platformnetwork.termexecutor.attack;

import java.util.Map;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfRoot
@EnabledIfCommand({"setpriv", "python3"})
class UidAttackIntegrationTests extends AttackScenarios
        implements VerdictWitness, SandboxAttacks, ContainedAttacks, InstallationAttacks {

    UidAttackIntegrationTests() {
        super("uid", Map.of());
    }

    /** Not held: without namespaces there is no network but the host's. */
    @Override
    public void testsCannotBeSentHome() {}
}
