package org.platformnetwork.termexecutor.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.evidence.Restorations.assertUntouched;
import static org.platformnetwork.termexecutor.evidence.Restorations.content;
import static org.platformnetwork.termexecutor.evidence.Restorations.restore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.evidence.harness.Restoration;
import tools.jackson.dataformat.toml.TomlMapper;

class PyprojectTests {

    private static final String PATH = "pyproject.toml";
    private static final String BASE =
            """
            [project]
            name = "a"
            dependencies = [
                "pytest>=7.0.0", # not the runner's configuration
            ]

            [tool.pytest.ini_options]
            addopts = "-q"

            [tool.ruff]
            line-length = 100
            """;

    @Test
    void leavesDependenciesAndOtherTools() {
        assertUntouched(
                PATH,
                BASE,
                BASE.replace("pytest>=7.0.0", "pytest>=9.0.0,<10.0.0").replace("100", "88")
                        + "\n[tool.black]\nline-length = 88\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[tool.pytest.ini_options]\naddopts = \"--co\"",
                "[tool.pytest]\nini_options.addopts = \"--co\"",
                "[ tool . \"pytest\" . ini_options ]\naddopts = '--co'",
                "[tool.pytest]\nini_options = { addopts = \"--co\" }",
                "[tool]\npytest = { ini_options = { addopts = \"--co\" } }",
                "[tool.ruff]\nselect = '''\n[tool.pytest.ini_options]\naddopts = \"-q\"\n'''\n"
                        + "[tool.'pytest'.ini_options]\naddopts = \"--co\"",
                "[tool.pytest.ini_options]\naddopts = \"-q\"\npython_files = \"none\"",
                "",
            })
    void putsBackTablesOfPytestHoweverSpelled(String tables) {
        String agents = "[project]\nname = \"b\"\n" + tables;
        var restored = new TomlMapper().readTree(content(PATH, BASE, agents));
        assertThat(restored.at("/project/name").stringValue()).isEqualTo("b");
        assertThat(restored.at("/tool/pytest").toString())
                .isEqualTo("{\"ini_options\":{\"addopts\":\"-q\"}}");
    }

    @Test
    void takesAwayTablesThatTheTaskDidNotHave() {
        for (@Nullable String base : new @Nullable String[] {null, "[project]\nname = \"a\"\n"}) {
            var restored =
                    new TomlMapper()
                            .readTree(
                                    content(
                                            PATH,
                                            base,
                                            """
                                            [tool.pytest]
                                            a = 1
                                            [tool.coverage.run]
                                            b = 1
                                            [tool.tox]
                                            c = 1
                                            [tool.x]
                                            d = 1
                                            """));
            assertThat(restored.toString()).isEqualTo("{\"tool\":{\"x\":{\"d\":1}}}");
        }
    }

    @Test
    void keepsListsOfTables() {
        String agents = "[[tool.mypy.overrides]]\nmodule = [\"a.*\", \"b\"]\nx = 1.5\n";
        var restored = new TomlMapper().readTree(content(PATH, BASE, agents));
        assertThat(restored.at("/tool/mypy").toString())
                .isEqualTo("{\"overrides\":[{\"module\":[\"a.*\",\"b\"],\"x\":1.5}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[project", "a = ", "[a]\n[a]\n", "tool = 1\ntool = 2\n"})
    void putsBackEverythingWhenNotToml(String agents) {
        assertThat(content(PATH, BASE, agents)).isEqualTo(BASE);
        assertThat(content(PATH, agents, BASE)).isEqualTo(agents);
        assertThat(restore(PATH, null, agents)).isEqualTo(new Restoration.Deleted());
    }
}
