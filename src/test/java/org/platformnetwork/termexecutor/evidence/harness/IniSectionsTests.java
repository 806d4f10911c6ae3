package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.evidence.Restorations.assertUntouched;
import static org.platformnetwork.termexecutor.evidence.Restorations.content;
import static org.platformnetwork.termexecutor.evidence.Restorations.restore;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IniSectionsTests {

    private static final String PATH = "setup.cfg";
    private static final String BASE =
            """
            [metadata]
            name = a

            [tool:pytest] # runner
            addopts = -q
              --strict

            [flake8]
            max-line-length = 100
            """;

    @Test
    void leavesOtherSections() {
        assertUntouched(PATH, BASE, BASE.replace("100", "88").replace("name = a", "name = b"));
        assertUntouched(PATH, BASE, BASE + "[mypy-x.*]\nignore = 1\n");
        assertUntouched(PATH, BASE, BASE.replace("\n", "\r\n"));
        assertUntouched(PATH, null, "[flake8]\nmax-line-length = 88\n");
    }

    @Test
    void putsBackSectionOfPytest() {
        assertThat(
                        content(
                                PATH,
                                BASE,
                                """
                                [metadata]
                                name = b
                                [tool:pytest]
                                addopts = --co
                                [flake8]
                                x = 1
                                """))
                .isEqualTo(
                        """
                        [metadata]
                        name = b
                        [flake8]
                        x = 1
                        [tool:pytest] # runner
                        addopts = -q
                          --strict

                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pytest", "tool:pytest", "coverage:run", "tox", "tox:tox", "testenv:py"})
    void takesAwaySectionsThatTheTaskDidNotHave(String section) {
        assertThat(content("tox.ini", null, "[%s]\na = 1\n[b]\nc = 1\n".formatted(section)))
                .isEqualTo("[b]\nc = 1\n");
        assertThat(content("tox.ini", "[b]\nc = 2\n", "[%s]\na = 1\n".formatted(section)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[flake8]\nx = 1\r[pytest]\raddopts = --co\n",
                "[flake8]\nx = 1\u2028[pytest]\u2028addopts = --co\n",
                "[flake8]\nx = 1\f[pytest]\faddopts = --co\n",
                "[flake8\n",
                "[a]b]\n",
                "[a;b]\n",
            })
    void putsBackEverythingWhenNotPlain(String agents) {
        assertThat(content(PATH, BASE, agents)).isEqualTo(BASE);
        assertThat(content(PATH, agents, BASE)).isEqualTo(agents);
        assertThat(restore(PATH, null, agents)).isEqualTo(new Restoration.Deleted());
    }

    @Test
    void putsBackEverythingWhenNotUtf8() {
        assertThat(
                        HarnessFiles.restore(
                                PATH,
                                BASE.getBytes(StandardCharsets.UTF_8),
                                new byte[] {'[', 'a', ']', '\n', (byte) 0xE9},
                                false))
                .isInstanceOfSatisfying(
                        Restoration.Content.class,
                        content ->
                                assertThat(content.bytes())
                                        .asString(StandardCharsets.UTF_8)
                                        .isEqualTo(BASE));
    }
}
