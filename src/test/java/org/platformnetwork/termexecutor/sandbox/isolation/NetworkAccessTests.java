package org.platformnetwork.termexecutor.sandbox.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.sandbox.SandboxPhase;

class NetworkAccessTests {

    @ParameterizedTest
    @CsvSource({
        "PREPARE, true, true, HOST",
        "PREPARE, true, false, HOST",
        "PREPARE, false, true, NOTHING",
        "AGENT, true, true, OUTSIDE",
        "AGENT, true, false, HOST",
        "AGENT, false, true, NOTHING",
        "VERIFY, true, true, OUTSIDE",
        "VERIFY, true, false, HOST",
        "VERIFY, false, false, NOTHING"
    })
    void isDecidedByRoleSettingAndMachine(
            SandboxPhase sandboxPhase, boolean network, boolean outside, NetworkAccess expected) {
        assertThat(NetworkAccess.of(sandboxPhase, network, outside)).isEqualTo(expected);
    }
}
