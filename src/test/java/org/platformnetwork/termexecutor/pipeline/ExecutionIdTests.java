package org.platformnetwork.termexecutor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.batch.BatchId;

class ExecutionIdTests {

    @Test
    void isReadAsItIsWritten() {
        var id = new ExecutionId(BatchId.random(), 12, 3);

        assertThat(id).hasToString(id.batch() + "/12/3");
        assertThat(ExecutionId.parse(id.toString())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-uuid/1/1",
                "6f1c1b1e-2f0e-4c59-9d0b-0d7d4e1f8a11",
                "6f1c1b1e-2f0e-4c59-9d0b-0d7d4e1f8a11/1",
                "6f1c1b1e-2f0e-4c59-9d0b-0d7d4e1f8a11/-1/1",
                "6f1c1b1e-2f0e-4c59-9d0b-0d7d4e1f8a11/1/99999999999",
                "6f1c1b1e-2f0e-4c59-9d0b-0d7d4e1f8a11/1/1/1"
            })
    void nothingElseIsOne(String text) {
        assertThat(ExecutionId.parse(text)).isEmpty();
    }
}
