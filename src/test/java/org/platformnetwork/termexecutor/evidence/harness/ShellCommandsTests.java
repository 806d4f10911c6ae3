package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandsTests {

    /** Commands are shown with a slash between them, and words with a comma. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '%',
            value = {
                "a b~a,b",
                "a;b&&c||d|e&f~a / b / c / d / e / f",
                "%a\nb\n\nc%~a / b / c",
                "%a \\\nb%~a,b",
                "a\\ b c~a b,c",
                "'a b' \"c d\"e~a b,c de",
                "a 'b;c' \"d|e\"~a,b;c,d|e",
                "a \"b\\\"c\" 'd\\'~a,b\"c,d\\",
                "%a # b\nc#d%~a / c#d",
                "a >b 2>&1 <c d~a,d",
                "a &>b; c 2>/dev/null d >>e~a / c,d",
                "a <<< b c~a,c",
                "%a <<X >y b\nc 'd\nX\ne%~a,b / e",
                "%a <<-'X'\n\tc\n\tX\ne%~a / e",
                "%a << 'X Y'\nb\nX Y\nc%~a / c",
                "%a <<-\\X\nb\n\tX\nc%~a / c",
                "%a <<X <<Y\nX\nb\nY\nc%~a / c",
                "%x=$(a <<X\nb\nX) c\nd%~x= / a / c / d",
                "%x=$((1<<2))\na%~x= / 1<<2 / a",
                "%((x<<=2)); a >b\nc%~x<<=2 / a / c",
                "a $'b\\'c d' e~a,b'c d,e",
                "x=$(a b) c~x= / a,b / c",
                "a \"$(b \"c d\")e f\" g~a, / b,c d / e f,g",
                "a `b c` d~a / b,c / d",
                "a \"`b`c d\" e~a, / b / c d,e",
                "(a; b) && { c; }~a / b / {,c / }",
                "a \"$X\" ${Y} '$Z'~a,$X,${Y},$Z",
                "a '' \"\"~a,,",
            })
    void splits(String script, String commands) {
        assertThat(String.join(" / ", words(script))).isEqualTo(commands);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "# a", ";;", "\"", "'", "\\", "$(", ")", "`", "<<", ">"})
    void findsNoCommandWhereThereIsNone(String script) {
        assertThat(words(script)).allMatch(String::isEmpty);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat <<E",
                "cat <<E\n",
                "cat <<E\na",
                "cat <<'E'\na\n'E'\n",
                "cat <<A <<B\nA\n",
                "x=$(cat <<E\na\n",
                "x=\"$(cat <<E\na\n",
            })
    void seesHereDocumentsThatAreCutOff(String script) {
        assertThat(ShellCommands.isCutOff(script)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cat <<E\na\nE",
                "cat <<E\na\nE\n",
                "cat <<-E\na\n\tE\n",
                "cat << \"E O\"\na\nE O\n",
                "cat <<E | grep a\nE\n",
                "x=\"$(cat <<E\na\nE\n)\"",
                "x=$(cat <<E\na\nE)",
                "cat <<<E",
                "echo '<<E'",
                "echo \"<<E\"",
                "echo $'\\'<<E'",
                "# <<E",
                "echo $((1 << 2)) ${x}",
                "if ((a << 1)); then b; fi",
                "for ((i = 1; i < 9; i <<= 1)); do a; done",
                "python3 -c 'print(1 << 3)'",
            })
    void seesThatHereDocumentsAreWhole(String script) {
        assertThat(ShellCommands.isCutOff(script)).isFalse();
    }

    @Test
    void takesAnyText() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var alphabet = "ab '\"\\`$(){};&|<>#\n-\0\uD83D";
        for (int round = 0; round < 2000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(ShellCommands.of(text.toString()))
                    .as("seed %d", seed)
                    .noneMatch(List::isEmpty);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "\"$(", "`", "<<a ", "a;", "x", "<<a\n", "<<'", "$'\\", "((<<", "'\""})
    void takesLongTextsInLinearTime(String part) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> ShellCommands.of(part.repeat(1_000_000)));
    }

    private static List<String> words(String script) {
        return ShellCommands.of(script).stream().map(words -> String.join(",", words)).toList();
    }
}
