package org.platformnetwork.termexecutor.batch;

import org.junit.jupiter.api.Nested;

class SqliteBatchTests {

    @Nested
    class Changes extends BatchScenarios {
        Changes() {
            super("");
        }
    }

    @Nested
    class All extends BatchesScenarios {
        All() {
            super("");
        }
    }

    @Nested
    class Runs extends RunScenarios {
        Runs() {
            super("");
        }
    }

    @Nested
    class Costs extends StorageScenarios {
        Costs() {
            super("");
        }
    }
}
