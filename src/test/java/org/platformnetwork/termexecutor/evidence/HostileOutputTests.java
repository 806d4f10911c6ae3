package org.platformnetwork.termexecutor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.platformnetwork.termexecutor.evidence.report.TestReports;

/** Output of one mebibyte that invites slow matching; quadratic matching would take hours. */
class HostileOutputTests {

    private static final int MEBIBYTE = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    static Stream<String> nastyPieces() {
        return Stream.of(
                "=",
                "= ",
                "1 failed, ",
                "1 failed in 0.05",
                " in 0.05s (",
                "\033[",
                "\033]",
                "\033[0;",
                "\033",
                "ok 1 # ",
                "#",
                "Ran 1 test in 0.1s\n",
                "OK (skipped=1, \n",
                "Tests:  1 failed, ",
                " | 1 failed",
                "\n",
                "\r",
                "a\n",
                "1..1\n",
                "  ─\n",
                "  1 passing (1ms)\n",
                "--- PASS: TestA (0.00s)\n",
                "ok  \tm\t0.1s\n",
                "{\"Time\":\"",
                "test result: ok. 1 passed; ",
                " ");
    }

    @ParameterizedTest
    @MethodSource("nastyPieces")
    void readsInTimeWhenRepeated(String piece) {
        String output = piece.repeat(MEBIBYTE / piece.length());
        Assertions.assertTimeoutPreemptively(LIMIT, () -> TestReports.read(output));
    }

    @ParameterizedTest
    @MethodSource("nastyPieces")
    void readsInTimeWhenRepeatedInLines(String piece) {
        String line = piece.repeat(990 / piece.length()) + "\n";
        String output = line.repeat(MEBIBYTE / line.length());
        Assertions.assertTimeoutPreemptively(LIMIT, () -> TestReports.read(output));
    }

    @Test
    void readsAnythingMixed() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var pieces = nastyPieces().toList();
        for (int round = 0; round < 300; round++) {
            var output = new StringBuilder();
            for (int count = random.nextInt(60); count > 0; count--) {
                output.append(pieces.get(random.nextInt(pieces.size())));
            }
            Assertions.assertDoesNotThrow(
                    () -> TestReports.objection("", output.toString()), "seed " + seed);
        }
    }

    @Test
    void passesOverLinesLongerThanAnySummary() {
        String tail = " in 0.05s";
        String fits = "1 failed" + ", 1 failed".repeat(30) + tail;
        assertThat(TestReports.read(fits)).isNotEmpty();
        for (int length : new int[] {999, 1000, 1001}) {
            String line = fits + " " + "=".repeat(length - fits.length() - 1);
            assertThat(TestReports.read(line).isEmpty()).as("%d", length).isEqualTo(length > 1000);
        }
    }
}
