package org.platformnetwork.termexecutor.attack;

import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.EnabledIfRoot;

/** The judge is the same at every level: those that need no compiler are its witnesses. */
@EnabledIfRoot
@EnabledIfCommand({"setpriv", "python3", "make"})
class UidHarnessCaseIntegrationTests extends HarnessCaseScenarios {

    UidHarnessCaseIntegrationTests() {
        super("uid");
    }

    @Override
    List<HarnessCase> cases() {
        var some = new ArrayList<>(HarnessCases.python());
        some.addAll(HarnessCases.shell());
        return some;
    }
}
