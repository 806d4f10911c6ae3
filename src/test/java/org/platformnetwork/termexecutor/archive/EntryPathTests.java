package org.platformnetwork.termexecutor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "//a",
                "..",
                "../a",
                "a/..",
                "a/../b",
                "a/./b",
                ".",
                "a//b",
                "a//",
                "./.",
                ".//a",
                "././a",
                "a/...",
                "C:",
                "C:a",
                "c:/a",
                "./c:/a",
                "a\\b",
                "\\\\h\\s",
                "a\0b",
                "a\nb",
                "a\rb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "a\u202eb",
                "a\u2066b",
                "a\u200fb",
                "a\u061cb",
                "a\u2028b",
                "a\u2029b",
                "a\u200bb",
                "\ufeffa",
                "a\ufffd"
            })
    void refusesName(String name) {
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> parse(name))
                .withMessageMatching("[\\x20-\\x7e\\ufffd]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a/b",
                ".a",
                "..a",
                "a..",
                "a b",
                "__MACOSX/._a",
                "h\u00e9llo/\u4e16\u754c",
                "e\u0301",
                "\ud83d\ude00",
                "ab:c",
                "a?",
                "-rf",
                "~",
                "con"
            })
    void keepsName(String name) throws InvalidArchiveException {
        assertThat(String.join("/", parse(name).segments())).isEqualTo(name);
        assertThat(parse("./" + name + "/").segments()).isEqualTo(parse(name).segments());
    }

    @Test
    void isRootWhenOnlyDotSlash() throws InvalidArchiveException {
        assertThat(parse("./").segments()).isEmpty();
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(
                        () -> EntryPath.parse(new byte[] {'a', (byte) 0xc0, (byte) 0xaf}, limits()))
                .withMessageContaining("UTF-8");
    }

    @Test
    void showsNoMoreThanTheStart() {
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> parse("n".repeat(5_000)))
                .withMessageContaining("'" + "n".repeat(80) + "…'");
    }

    @Test
    void limitsPathLength() throws InvalidArchiveException {
        assertThat(parse("é/".repeat(32) + "abc").segments()).hasSize(33);
        assertThat(parse("./" + "é/".repeat(32) + "abcd/").segments()).hasSize(33);
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> parse("é/".repeat(32) + "abcde"))
                .withMessageContaining("path of more than 100 bytes");
    }

    @Test
    void limitsNameLength() throws InvalidArchiveException {
        ArchiveLimits wide = Uploads.limits(1, 1, 1, 1, 2_048, 2);
        for (int length = 254; length <= 255; length++) {
            assertThat(EntryPath.parse(bytes("n".repeat(length)), wide).segments()).hasSize(1);
        }
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> EntryPath.parse(bytes("n".repeat(256)), wide))
                .withMessageContaining("name of more than 255 bytes");
    }

    @Test
    void limitsDepth() throws InvalidArchiveException {
        assertThat(parse("a/".repeat(38) + "f").segments()).hasSize(39);
        assertThat(parse("a/".repeat(39) + "f").segments()).hasSize(40);
        assertThatExceptionOfType(InvalidArchiveException.class)
                .isThrownBy(() -> parse("a/".repeat(40) + "f"))
                .withMessageContaining("40 levels");
    }

    private static ArchiveLimits limits() {
        return Uploads.limits(1, 1, 1, 1, 100, 40);
    }

    private static EntryPath parse(String name) throws InvalidArchiveException {
        return EntryPath.parse(bytes(name), limits());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
