package org.platformnetwork.termexecutor.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.process.Command.OutputListener;
import org.platformnetwork.termexecutor.process.ProcessResult.CapturedOutput;

class OutputCaptureTests {

    @ParameterizedTest
    @CsvSource({"9, 'abcdefghi', false", "10, 'abcdefghij', false"})
    void keepsAllUpToTheLimit(int length, String expected, boolean truncated) {
        assertThat(capture(10, "abcdefghijklm".substring(0, length)))
                .isEqualTo(new CapturedOutput(expected, length, truncated));
    }

    @Test
    void leavesOutTheMiddleFromOneByteAboveTheLimit() {
        assertThat(capture(10, "abcdefghijk"))
                .isEqualTo(
                        new CapturedOutput("abcde\n[... 1 bytes left out ...]\nghijk", 11, true));
    }

    @ParameterizedTest
    @CsvSource({
        "0, '[... 3 bytes left out ...]\n'",
        "1, '[... 2 bytes left out ...]\nc'",
        "2, 'a\n[... 1 bytes left out ...]\nc'",
        "3, 'abc'"
    })
    void behavesAtTinyLimits(int limit, String expected) {
        assertThat(capture(limit, "abc").text()).isEqualTo(expected);
    }

    @Test
    void isEmptyWhenNothingWasWrittenAtLimitZero() {
        assertThat(capture(0, "")).isEqualTo(CapturedOutput.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "😀"})
    void cutsBothSidesAtCharacterBoundaries(String character) {
        for (int shift = 0; shift < 5; shift++) {
            String output = "x".repeat(shift) + character.repeat(50);
            int total = output.getBytes(UTF_8).length;

            CapturedOutput captured = capture(41, output);

            String[] parts = captured.text().split("\n", -1);
            assertThat(parts[0]).isEqualTo(output.substring(0, parts[0].length())).isNotEmpty();
            assertThat(output).endsWith(parts[2]);
            assertThat(parts[2]).isNotEmpty();
            int kept = parts[0].getBytes(UTF_8).length + parts[2].getBytes(UTF_8).length;
            assertThat(kept).isBetween(41 - 6, 41);
            assertThat(parts[1]).isEqualTo("[... %d bytes left out ...]", total - kept);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "E0 80, \uFFFD\uFFFD",
        "F0 80, \uFFFD\uFFFD",
        "F4 90, \uFFFD\uFFFD",
        "C0 80, \uFFFD\uFFFD",
        "78 E2, x",
        "E2 82, ''",
        "F0 9F, ''"
    })
    void leavesOutOnlyWhatCouldBecomeACharacter(String endOfHead, String shown) {
        var capture = new OutputCapture(6, OutputListener.NONE);
        byte[] head = HexFormat.ofDelimiter(" ").parseHex("61 " + endOfHead);
        capture.append(head, 0, 3);
        capture.append("0123456789".getBytes(UTF_8), 0, 10);

        assertThat(capture.captured().text()).startsWith("a" + shown + "\n[...");
    }

    @Test
    void showsInvalidBytesAsReplacementCharacters() {
        OutputCapture capture = new OutputCapture(100, OutputListener.NONE);
        capture.append(new byte[] {'a', (byte) 0xFF, 'b', (byte) 0xC3}, 0, 4);

        assertThat(capture.captured().text()).isEqualTo("a\uFFFDb\uFFFD");
    }

    @Test
    void addsNoLineEndWhenTheHeadHasOne() {
        assertThat(capture(4, "a\nbcd\n").text()).isEqualTo("a\n[... 2 bytes left out ...]\nd\n");
    }

    @Test
    void keepsTheSameHoweverTheOutputIsPortioned() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            int limit = random.nextInt(40);
            String output = "0123456789abcdefghijklmnopqrstuvwxyz".repeat(3);
            byte[] bytes = output.substring(0, random.nextInt(output.length())).getBytes(UTF_8);
            OutputCapture capture = new OutputCapture(limit, OutputListener.NONE);
            for (int at = 0; at < bytes.length; ) {
                int portion = 1 + random.nextInt(bytes.length - at);
                capture.append(bytes, at, portion);
                at += portion;
            }

            assertThat(capture.captured()).isEqualTo(expected(bytes, limit));
        }
    }

    private static CapturedOutput expected(byte[] bytes, int limit) {
        String all = new String(bytes, UTF_8);
        if (bytes.length <= limit) {
            return new CapturedOutput(all, bytes.length, false);
        }
        String head = all.substring(0, limit / 2);
        String tail = all.substring(all.length() - (limit - limit / 2));
        String line = "[... " + (bytes.length - limit) + " bytes left out ...]\n";
        return new CapturedOutput(
                head + (head.isEmpty() ? "" : "\n") + line + tail, bytes.length, true);
    }

    private static CapturedOutput capture(int limit, String output) {
        OutputCapture capture = new OutputCapture(limit, OutputListener.NONE);
        byte[] bytes = output.getBytes(UTF_8);
        capture.append(bytes, 0, bytes.length);
        return capture.captured();
    }
}
