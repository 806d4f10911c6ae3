package org.platformnetwork.termexecutor.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.evidence.Restorations.assertUntouched;
import static org.platformnetwork.termexecutor.evidence.Restorations.content;
import static org.platformnetwork.termexecutor.evidence.Restorations.restore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarnessFilesTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conftest.py",
                "tests/conftest.py",
                "tests\n/conftest.py",
                "pytest.ini",
                ".pytest.ini",
                "pytest.toml",
                ".coveragerc",
                "sitecustomize.py",
                "lib/usercustomize.py",
                ".venv/lib/python3.12/site-packages/x.pth",
                "evil-1.dist-info/entry_points.txt",
                "src/evil.egg-info/entry_points.txt",
                "jest.config.ts",
                "packages/cli/jest.config.integration.testcontainers.js",
                "jest.setup.js",
                "vitest.config.mts",
                "vitest.workspace.ts",
                ".mocharc",
                ".mocharc.yml",
                "ava.config.js",
                "karma.conf.js",
                "babel.config.json",
                ".babelrc",
                ".babelrc.js",
                "bunfig.toml",
                ".npmrc",
                "web/.yarnrc.yml",
                ".cargo/config.toml",
                "crates/a/.cargo/config",
                ".bashrc",
                ".bash_profile",
                ".profile",
                ".envrc",
                "gradlew",
                "app/gradlew.bat",
                "gradle/wrapper/gradle-wrapper.jar",
                "app/gradle/wrapper/gradle-wrapper.properties",
                "mvnw",
                "mvnw.cmd",
                ".mvn/maven.config",
                ".mvn/jvm.config",
                ".mvn/extensions.xml",
                "app/.mvn/wrapper/maven-wrapper.properties",
                // Links to directories of other names.
                "evil-1.dist-info",
                "src/evil.egg-info",
                ".cargo",
                "app/.mvn",
                "gradle",
                "app/gradle/wrapper",
                "node_modules/.bin",
            })
    void putsBackWhatOnlyJudges(String path) {
        assertThat(HarnessFiles.isSuspicious(path)).isTrue();
        assertThat(content(path, "base", "agent's")).isEqualTo("base");
        assertThat(content(path, "base", null)).isEqualTo("base");
        assertThat(restore(path, null, "agent's")).isEqualTo(new Restoration.Deleted());
        assertUntouched(path, "same", "same");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Makefile",
                "sdk/GNUmakefile",
                "justfile",
                "noxfile.py",
                "sites/bunia/pom.xml",
                "build.gradle.kts",
                "gradle.properties",
                "settings.gradle",
                "sdks/c/build.rs",
                "go.work",
                "pnpm-workspace.yaml",
                ".gitattributes",
                ".gitmodules",
                "node_modules/jest/build/index.js",
            })
    void listsWhatFixesChangeToo(String path) {
        assertThat(HarnessFiles.isSuspicious(path)).isTrue();
        assertUntouched(path, "base", "agent's");
        assertUntouched(path, null, "agent's");
        assertThat(restore(path, "base", null)).isEqualTo(new Restoration.Untouched());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main.py",
                "tests/test_conftest.py",
                "my_conftest.py",
                "conftest.py/readme.md",
                "models/weights.pth",
                "src/plugin/pytest.py",
                "docs/jest.config/index.md",
                "src/jest.ts",
                "babel.config",
                "cargo/config.toml",
                "package.json5",
                "Cargo.toml",
                "tsconfig.json",
                "go.mod",
                "a.profile",
                "mvn/jvm.config",
                "gradle/libs.versions.toml",
            })
    void leavesEverythingElse(String path) {
        assertThat(HarnessFiles.isSuspicious(path)).isFalse();
        assertUntouched(path, "base", "agent's");
        assertUntouched(path, null, "agent's");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pytest", "pytest.py", "_pytest/runner.py", "unittest/case.py", "pluggy.py"})
    void deletesNewModulesThatShadowTheFramework(String path) {
        assertThat(HarnessFiles.isSuspicious(path)).isTrue();
        assertThat(restore(path, null, "agent's")).isEqualTo(new Restoration.Deleted());
        assertUntouched(path, "base", "agent's");
    }

    @Test
    void putsBackViteConfigurationThatHoldsTheTests() {
        String base = "export default defineConfig({ plugins: [], test: { globals: true } })";
        assertThat(content("vite.config.ts", base, "export default {}")).isEqualTo(base);
        assertThat(content("vite.config.ts", "import 'vitest/config'", "x"))
                .isEqualTo("import 'vitest/config'");
        assertUntouched("vite.config.ts", "export default { plugins: [] }", "x");
        assertUntouched("vite.config.ts", null, base);
        assertThat(HarnessFiles.isSuspicious("apps/web/vite.config.mts")).isTrue();
    }

    @Test
    void contentIsNotSharedWithTheCaller() {
        byte[] base = {'a'};
        var restoration = HarnessFiles.restore("conftest.py", base, new byte[] {'b'});
        base[0] = 'c';
        assertThat(restoration)
                .isInstanceOfSatisfying(
                        Restoration.Content.class,
                        content -> {
                            content.bytes()[0] = 'd';
                            assertThat(content.bytes()).containsExactly('a');
                        });
    }
}
