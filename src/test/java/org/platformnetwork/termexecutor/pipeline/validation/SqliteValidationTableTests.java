package org.platformnetwork.termexecutor.pipeline.validation;

class SqliteValidationTableTests extends ValidationTableScenarios {

    SqliteValidationTableTests() {
        super("");
    }
}
