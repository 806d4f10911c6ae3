package org.platformnetwork.termexecutor.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfRoot
@EnabledIfCommand({"setpriv", "python3"})
class UidAttackIntegrationTests extends AttackScenarios
        implements VerdictWitness, SandboxAttacks, ContainedAttacks, InstallationAttacks {

    UidAttackIntegrationTests() {
        super("uid", Map.of());
    }

    /** It does not tell an agent what other agents did. */
    @Test
    void serviceAnswersNoAgent() {
        var judged =
                fight(
                        Duel.python(
                                """
                                import urllib.request
                                try:
                                    url = "http://127.0.0.1:%d/batches"
                                    print(urllib.request.urlopen(url, timeout=60).read())
                                    fix()
                                except OSError as e: print("refused", e)
                                """
                                        .formatted(arena().port())));

        judged.failsAs("tests_failed");
        assertThat(judged.output()).contains("refused").doesNotContain("batch_id");
    }

    /** Not held: without namespaces there is no network but the host's. */
    @Override
    public void testsCannotBeSentHome() {}
}
