package org.platformnetwork.termexecutor;

class ProcessEvaluationIntegrationTests extends EvaluationScenarios {

    ProcessEvaluationIntegrationTests() {
        super("process");
    }
}
