package org.platformnetwork.termexecutor;

import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

@EnabledIfRoot
@EnabledIfCommand("setpriv")
class UidEvaluationIntegrationTests extends EvaluationScenarios {

    UidEvaluationIntegrationTests() {
        super("uid");
    }
}
