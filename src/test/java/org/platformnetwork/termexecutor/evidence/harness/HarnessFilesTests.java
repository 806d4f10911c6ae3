package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.evidence.Restorations.assertUntouched;
import static org.platformnetwork.termexecutor.evidence.Restorations.content;
import static org.platformnetwork.termexecutor.evidence.Restorations.restore;

import java.nio.charset.StandardCharsets;
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
                "node_modules/jest/build/index.js",
                "packages/a/node_modules/chai/index.js",
                "sitecustomize/__init__.py",
                "lib/usercustomize",
                "vite.config.ts",
                "apps/web/vite.config.mts",
                "jest-setup.js",
                "vitest.setup.ts",
                ".env",
                "web/.env.test",
                ".taprc",
                ".swcrc",
                "phpunit.xml.dist",
                ".rspec",
                "src/test/resources/junit-platform.properties",
                "src/main/resources/META-INF/services/org.junit.platform.launcher.TestExecutionListener",
                "rust-toolchain.toml",
                ".config/nextest.toml",
                "vendor/github.com/stretchr/testify/assert/assertions.go",
                "justfile",
                "noxfile.py",
                "Taskfile.yml",
                "go.work",
                "turbo.json",
                "buildSrc/src/main/kotlin/tests.kts",
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
                "sdks/c/build.rs",
                "pnpm-workspace.yaml",
                ".gitattributes",
                ".gitmodules",
            })
    void listsWhatFixesChangeToo(String path) {
        assertThat(HarnessFiles.isSuspicious(path)).isTrue();
        assertUntouched(path, "base", "agent's");
        assertUntouched(path, null, "agent's");
        assertThat(restore(path, "base", null)).isEqualTo(new Restoration.Keep());
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
                "tsconfig.ts",
                "src/environment.env.ts",
                "META-INF/services/java.sql.Driver",
                "vendor/github.com/spf13/cobra/command.go",
                "src/rust-toolchain.rs",
                "src/project.json",
                "src/jest-config-loader.js",
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main/java/org/junit/jupiter/api/Assertions.java",
                "app/src/main/kotlin/io/kotest/matchers/Should.kt",
                "src/main/java/junit/framework/Assert.java",
            })
    void deletesNewClassesThatShadowTheFramework(String path) {
        assertThat(restore(path, null, "agent's")).isEqualTo(new Restoration.Deleted());
        assertUntouched(path, "base", "agent's");
        assertThat(HarnessFiles.shadowedModule(path)).contains("main/").doesNotContain(".");
    }

    @Test
    void leavesWhatNewProjectsAreMadeFrom() {
        assertUntouched("packages/create-app/template/vite.config.ts", "base", "agent's");
        assertUntouched("packages/create-app/template/package.json", null, "{\"jest\": {}}");
        assertUntouched("generator/templates/conftest.py", "base", "agent's");
        assertThat(restore("templates/conftest.py", null, "agent's"))
                .isEqualTo(new Restoration.Deleted());
    }

    @Test
    void putsBackWhatScriptsRunWithWhateverItsDirectoryIsCalled() {
        var base = "base".getBytes(StandardCharsets.UTF_8);
        var agents = "agent's".getBytes(StandardCharsets.UTF_8);

        assertThat(HarnessFiles.restore("templates/app/jest.config.js", base, agents, true))
                .isInstanceOf(Restoration.Content.class);
    }

    @Test
    void contentIsNotSharedWithTheCaller() {
        byte[] base = {'a'};
        var restoration = HarnessFiles.restore("conftest.py", base, new byte[] {'b'}, false);
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
