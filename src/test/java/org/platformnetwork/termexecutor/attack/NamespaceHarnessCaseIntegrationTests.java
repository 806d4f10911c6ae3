package org.platformnetwork.termexecutor.attack;

import java.util.ArrayList;
import java.util.List;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;

@EnabledIfCommand({"bwrap", "python3", "make", "node", "npm", "go", "cargo", "javac"})
class NamespaceHarnessCaseIntegrationTests extends HarnessCaseScenarios {

    NamespaceHarnessCaseIntegrationTests() {
        super("namespaces");
    }

    @Override
    List<HarnessCase> cases() {
        var all = new ArrayList<>(HarnessCases.python());
        all.addAll(HarnessCases.shell());
        all.addAll(HarnessCases.javaScript());
        all.addAll(CompiledHarnessCases.go());
        all.addAll(CompiledHarnessCases.rust());
        all.addAll(CompiledHarnessCases.java());
        return all;
    }
}
