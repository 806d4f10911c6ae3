package org.platformnetwork.termexecutor.execution;

class SqliteValidationTableTests extends ValidationTableScenarios {

    SqliteValidationTableTests() {
        super("");
    }
}
