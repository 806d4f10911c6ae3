package org.platformnetwork.termexecutor;

class ProcessChangeIntegrationTests extends ChangeScenarios {

    ProcessChangeIntegrationTests() {
        super("process");
    }
}
