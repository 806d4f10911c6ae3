package org.platformnetwork.termexecutor.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchIdTests {

    @Test
    void parsesWhatItWrites() {
        var id = BatchId.random();

        assertThat(BatchId.parse(id.toString())).hasValue(id);
        assertThat(id.value().version()).isEqualTo(4);
        assertThat(BatchId.random()).isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1-1-1-1-1",
                "0F0E0D0C-0B0A-4908-8706-050403020100",
                " 0f0e0d0c-0b0a-4908-8706-050403020100",
                "0f0e0d0c0b0a49088706050403020100",
                "{0f0e0d0c-0b0a-4908-8706-050403020100}",
                "0f0e0d0c-0b0a-4908-8706-0504030201000",
                "../../etc/passwd",
            })
    void isEmptyForAnyOtherSpelling(String text) {
        assertThat(BatchId.parse(text)).isEmpty();
    }
}
