package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

class NetworkAccessTests {

    @ParameterizedTest
    @CsvSource({
        "PREPARE, true, true, false, HOST",
        "PREPARE, true, true, true, OUTSIDE",
        "PREPARE, false, true, true, NOTHING",
        "PREPARE, true, false, false, HOST",
        "PREPARE, false, true, false, NOTHING",
        "AGENT, true, true, false, OUTSIDE",
        "AGENT, true, false, false, HOST",
        "AGENT, false, true, false, NOTHING",
        "VERIFY, true, true, false, OUTSIDE",
        "VERIFY, true, false, false, HOST",
        "VERIFY, false, false, false, NOTHING"
    })
    void isDecidedByRoleSettingAndMachine(
            SandboxPhase sandboxPhase,
            boolean network,
            boolean outside,
            boolean closed,
            NetworkAccess expected) {
        assertThat(NetworkAccess.of(sandboxPhase, network, outside, closed)).isEqualTo(expected);
    }
}
