package org.platformnetwork.termexecutor.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ListLiteralTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '%',
            value = {
                "['a', 'b']~a|b",
                "[\"a\", 'b c']~a|b c",
                "[\"it's\", 'say \"x\"']~it's|say \"x\"",
                "['it\\'s \"x\"']~it's \"x\"",
                "['a\\\\b', '\\x41\\u00e4\\U0001f600']~a\\b|A\u00e4\ud83d\ude00",
                "[\"\\ud83d\\ude00 \\/\"]~\ud83d\ude00 /",
                "%[\n  \"a\",\n  \"b\"\n]%~a|b",
                "['a',]~a",
            })
    void readsBothNotations(String text, String elements) {
        assertThat(ListLiteral.parse(text)).isNotNull().containsExactly(elements.split("\\|", -1));
    }

    @Test
    void emptyListIsOne() {
        assertThat(ListLiteral.parse("[]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "[",
                "[ -f x ]",
                "[ \"x\" ]",
                "[[ -f x ]]",
                "[a, b]",
                "['a' 'b']",
                "['a', b]",
                "['a']; true",
                "['a",
                "['a\\",
                "['\\q']",
                "['\\u12']",
                "['\\uzzzz']",
                "['\\Uffffffff']",
                "[['a']]",
                "[1]",
                "[,]",
            })
    void anythingElseIsNoList(String text) {
        assertThat(ListLiteral.parse(text)).isNull();
    }

    @Test
    void readsWhatAJsonLibraryWrites() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var list = new ArrayList<String>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                var text = new StringBuilder();
                for (int j = random.nextInt(12); j > 0; j--) {
                    text.append((char) random.nextInt(0x250));
                }
                list.add(text.toString());
            }
            assertThat(ListLiteral.parse(JsonMapper.shared().writeValueAsString(list)))
                    .as("seed %d", seed)
                    .isEqualTo(list);
        }
    }

    @Test
    void takesLongTextsInLinearTime() {
        for (var part : List.of("'a',", "'", "\\", "[")) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> ListLiteral.parse("[" + part.repeat(500_000)));
        }
    }
}
