package org.platformnetwork.termexecutor.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitStatusTests {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 137, 255})
    void ofWaitWhenItExited(int code) {
        assertThat(ExitStatus.ofWait(code << 8)).isEqualTo(new ExitStatus(code, null));
    }

    @ParameterizedTest
    @CsvSource({
        "1, SIGHUP",
        "9, SIGKILL",
        "11, SIGSEGV",
        "15, SIGTERM",
        "31, SIGSYS",
        "32, SIG32",
        "34, SIGRTMIN+0",
        "64, SIGRTMIN+30"
    })
    void ofWaitWhenASignalEndedIt(int number, String name) {
        assertThat(ExitStatus.ofWait(number)).isEqualTo(new ExitStatus(128 + number, name));
    }

    @Test
    void ofWaitWhenMemoryWasDumped() {
        assertThat(ExitStatus.ofWait(0x80 | 6)).isEqualTo(new ExitStatus(134, "SIGABRT"));
    }
}
