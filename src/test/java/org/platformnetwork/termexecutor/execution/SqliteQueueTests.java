package org.platformnetwork.termexecutor.execution;

class SqliteQueueTests extends QueueScenarios {

    SqliteQueueTests() {
        super("");
    }
}
