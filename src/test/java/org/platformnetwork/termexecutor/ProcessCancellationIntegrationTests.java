package org.platformnetwork.termexecutor;

class ProcessCancellationIntegrationTests extends CancellationScenarios {

    ProcessCancellationIntegrationTests() {
        super("process");
    }
}
