package org.platformnetwork.termexecutor.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.platformnetwork.termexecutor.evidence.Restorations.assertUntouched;
import static org.platformnetwork.termexecutor.evidence.Restorations.content;
import static org.platformnetwork.termexecutor.evidence.Restorations.restore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.evidence.harness.Restoration;

/** The judging parts of files that also say how the product is built. */
class BuildFilesTests {

    private static final String MAKE =
            """
            CFLAGS = -O2
            SRCS = a.c \\
              b.c
            test: a.o
            	./run_tests
            """;
    private static final String GRADLE =
            """
            plugins { id("java") }
            version = "1.0"
            dependencies {
                implementation("g:a:1.0")
            }
            tasks.test { useJUnitPlatform() }
            """;
    private static final String GO =
            """
            module example.org/a

            go 1.22

            require github.com/stretchr/testify v1.8.0
            """;
    private static final String CARGO =
            """
            [package]
            name = "a"
            version = "0.1.0"
            [dependencies]
            serde = "1"
            [dev-dependencies]
            proptest = "1"
            """;
    private static final String POM =
            """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <version>1</version>
              <properties><java.version>17</java.version></properties>
              <build>
                <plugins><plugin><artifactId>maven-surefire-plugin</artifactId></plugin></plugins>
              </build>
            </project>
            """;
    private static final String TSCONFIG =
            """
            { // the compiler's
              "compilerOptions": {"strict": true, "paths": {"@/*": ["src/*"]}},
            }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "b.c~b.c c.c",
                "-O2~-O2 -Wall -Iinclude",
                "SRCS~OBJS = x.o\\nx.o: x.c x.h\\nSRCS",
                "CFLAGS~# a comment\\nCFLAGS",
            })
    void leavesSourcesAndFlagsOfMakefiles(String before, String after) {
        assertUntouched("Makefile", MAKE, MAKE.replace(before, after.translateEscapes()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "./run_tests~true",
                "CFLAGS~SHELL = /bin/true",
                "CFLAGS~SHELL = ./evil.c",
                "'\\t./run_tests'~'# swallowed \\\\\\n\\t./run_tests'",
                "CFLAGS~PYTHON =",
                "-O2~-O2 -DNDEBUG",
                "test: a.o~test:",
                "CFLAGS~TESTS = a.c",
                "CFLAGS~.IGNORE:",
                "CFLAGS~-include evil.mk",
            })
    void putsBackMakefilesThatChangeAnythingElse(String before, String after) {
        var agents = MAKE.replace(before.translateEscapes(), after.translateEscapes());
        assertThat(agents).isNotEqualTo(MAKE);
        assertThat(content("sub/Makefile", MAKE, agents)).isEqualTo(MAKE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "g:a:1.0~g:a:1.1",
                "1.0\")~1.0\")\\n    api(project(\":core\"))",
                "version = \"1.0\"~version = \"2.0\"\\n// more",
            })
    void leavesDependenciesOfGradle(String before, String after) {
        assertUntouched(
                "app/build.gradle.kts", GRADLE, GRADLE.replace(before, after.translateEscapes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sourceSets { test { java.setSrcDirs(listOf(\"empty\")) } }",
                "tasks.withType<Test> { enabled = false }",
                "test { ignoreFailures = true }",
                "gradle.taskGraph.whenReady { }",
                "apply(from = \"evil.gradle\")",
                "testImplementation(files(\"evil.jar\"))",
            })
    void putsBackGradleThatChangesAnythingElse(String line) {
        assertThat(content("build.gradle", GRADLE, GRADLE + line + "\n")).isEqualTo(GRADLE);
    }

    @Test
    void leavesRequirementsOfGoModules() {
        assertUntouched("go.mod", GO, GO.replace("v1.8.0", "v1.9.0").replace("1.22", "1.23"));
        assertUntouched(
                "go.mod", GO, GO + "require (\n\tgolang.org/x/text v0.3.0 // indirect\n)\n");
    }

    @Test
    void putsBackReplacementsOfGoModulesAndNewModules() {
        var agents = GO + "replace github.com/stretchr/testify => ./evil\n";
        assertThat(content("go.mod", GO, agents)).isEqualTo(GO);
        assertThat(restore("pkg/go.mod", null, GO)).isEqualTo(new Restoration.Deleted());
    }

    @Test
    void leavesDependenciesAndProgramsOfCargo() {
        assertUntouched(
                "Cargo.toml",
                CARGO,
                CARGO.replace("serde = \"1\"", "serde = \"1\"\nrand = \"0.8\"")
                        + "[[bin]]\nname = \"b\"\npath = \"src/b.rs\"\n[features]\nfast = []\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[test]]\nname = \"t\"\npath = \"evil.rs\"",
                "[[test]]\nname = \"t\"\nharness = false",
                "[lib]\ntest = false",
                "[[bin]]\nname = \"a\"\nharness = false",
                "[profile.test]\npanic = \"abort\"",
                "[patch.crates-io]\nproptest = { path = \"evil\" }",
            })
    void takesJudgingPartsOfCargoAway(String part) {
        assertThat(content("Cargo.toml", CARGO, CARGO + part + "\n"))
                .doesNotContain("evil", "harness", "abort", "test = false")
                .contains("serde");
    }

    @Test
    void putsBackCargosDependenciesOfTests() {
        var agents = CARGO.replace("proptest = \"1\"", "proptest = { path = \"evil\" }");
        assertThat(content("Cargo.toml", CARGO, agents)).doesNotContain("evil");
    }

    @Test
    void leavesDependenciesAndResourcesOfMaven() {
        assertUntouched(
                "pom.xml",
                POM,
                POM.replace("<version>1<", "<dependencies/><!-- two --><version>2<")
                        .replace("17", "21")
                        .replace("<plugins>", "<resources><resource/></resources>\n<plugins>")
                        .replace(
                                "</plugins>",
                                "<plugin><artifactId>maven-compiler-plugin</artifactId></plugin></plugins>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<plugins>~<testSourceDirectory>empty</testSourceDirectory><plugins>",
                "surefire-plugin</artifactId>~surefire-plugin</artifactId><configuration><skip>true</skip></configuration>",
                "<java.version>~<skipTests>true</skipTests><java.version>",
                "<build>~<profiles><profile/></profiles><build>",
                "<plugins>~<plugins><plugin><artifactId>maven-antrun-plugin</artifactId></plugin>",
            })
    void putsBackJudgingPartsOfMaven(String before, String after) {
        var agents = POM.replace(before, after).replace("<version>1<", "<version>2<");
        var restored = content("app/pom.xml", POM, agents);

        assertThat(restored).contains("<version>2<", "surefire");
        assertThat(restored).doesNotContain("skip", "empty", "antrun", "profile");
        assertUntouched("pom.xml", POM, restored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<project>", "<!DOCTYPE a><project/>", "<a><b></a>"})
    void putsBackEverythingThatIsNoPom(String agents) {
        assertThat(content("pom.xml", POM, agents)).isEqualTo(POM);
    }

    @Test
    void deepDocumentsAreNoPom() {
        assertThat(content("pom.xml", POM, "<a>".repeat(100_000) + "</a>".repeat(100_000)))
                .isEqualTo(POM);
    }

    @Test
    void leavesOptionsAndOwnAliasesOfTypeScript() {
        assertUntouched(
                "tsconfig.json",
                TSCONFIG,
                TSCONFIG.replace("true", "false")
                        .replace("[\"src/*\"]", "[\"src/*\"], \"~/*\": [\"lib/*\"]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[\"src/*\"]~[\"evil/*\"]",
                "[\"src/*\"]~[\"src/*\"], \"vitest\": [\"evil.ts\"]",
                "[\"src/*\"]~[\"src/*\"], \"*\": [\"evil/*\"]",
                "\"strict\"~\"baseUrl\": \"evil\", \"strict\"",
                "{ //~{ \"extends\": \"./evil.json\", //",
                "{ //~{ \"exclude\": [\"evil.ts\"], //",
                "\"strict\"~\"noCheck\": \"evil\", \"strict\"",
            })
    void takesJudgingPartsOfTypeScriptAway(String before, String after) {
        assertThat(content("tsconfig.test.json", TSCONFIG, TSCONFIG.replace(before, after)))
                .doesNotContain("evil")
                .contains("strict", "@/*");
    }
}
