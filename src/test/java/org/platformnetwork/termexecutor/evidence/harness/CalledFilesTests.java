package org.platformnetwork.termexecutor.evidence.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalledFilesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '%',
            value = {
                "./run.sh~run.sh",
                "tools/run a b~tools/run",
                "/repo/tools/run~tools/run",
                "$PWD/run.sh~run.sh",
                "\"${PWD}/run.sh\"~run.sh",
                "bash run.sh~run.sh",
                "/bin/sh -eu tools/../run.sh x~run.sh",
                "bash -o pipefail -x run.sh~run.sh",
                "source tools/env.sh~tools/env.sh",
                ". tools/env.sh && pytest~tools/env.sh",
                "chmod +x gradlew && ./gradlew test~gradlew",
                "cd web && ./run.sh~web/run.sh",
                "cd /repo/web; bash run.sh~web/run.sh",
                "(cd a && ./x); (cd b && ./run.sh)~b/run.sh",
                "cd a; cd b; ./run.sh~a/b/run.sh",
                "cd \"$(dirname \"$0\")\" && ./run.sh~run.sh",
                "pushd a; ./x; popd; ./run.sh~run.sh",
                "bash -lc 'cd web && ./run.sh'~web/run.sh",
                "bash -c \"bash -c './run.sh'\"~run.sh",
                "eval './run.sh'~run.sh",
                "CI=1 FOO=b ./run.sh~run.sh",
                "env -i CI=1 timeout -k 5 60s nice -n 3 ./run.sh~run.sh",
                "timeout -s KILL 1.5m bash run.sh~run.sh",
                "if ! ./run.sh; then exit 1; fi~run.sh",
                "while time ./run.sh; do true; done~run.sh",
                "{ ./run.sh; }~run.sh",
                "out=$(./run_tests.sh)~run_tests.sh",
                "out=\"$(cd web; bash check.sh 2>&1)\"~web/check.sh",
                "echo `./test.sh`~test.sh",
                "bash \"$(dirname \"$0\")/run.sh\"~run.sh",
                "bash \"$ROOT/tools/run.sh\"~tools/run.sh",
                "\"${ROOT:-.}/run.sh\"~run.sh",
                "python3 run_tests.py~run_tests.py",
                "node test.js~test.js",
                "./scripts/check.py~scripts/check.py",
                "timeout 60 python3 -u tools/verify-output.py x~tools/verify-output.py",
                "true | 2>/dev/null ./run.sh~run.sh",
                "cat in | ./run.sh~run.sh",
                "./run.sh || exit 1~run.sh",
                "./run_tests.sh 2>&1 | tail~run_tests.sh",
                "set -eo pipefail; ./run.sh | tee log~run.sh",
                "make~Makefile",
                "make -j2 test~GNUmakefile",
                "gmake test~makefile",
                "make -C web test~web/Makefile",
                "make -Cweb~web/Makefile",
                "make -sC web~web/Makefile",
                "make --directory=web~web/Makefile",
                "make --directory web~web/Makefile",
                "cd web && make~web/Makefile",
                "make -f build.mk~build.mk",
                "make --file=build.mk~build.mk",
                "make -C web --makefile ../build.mk~build.mk",
            })
    void knowsWhatIsStarted(String script, String path) {
        assertThat(called(script).contains(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "python run.sh",
                "node ./run.sh",
                "cat run.sh",
                "test -x ./run.sh",
                "run.sh",
                "# ./run.sh",
                "echo './run.sh'",
                "cat <<X\n./run.sh\nX",
                "/tmp/run.sh",
                "../run.sh",
                "cd /tmp; cat <run.sh",
                "source ~/run.sh",
                "out=$(./run.sh)",
                "./run.sh world | grep -q hello",
                "bash run.sh |& diff - expected",
                "diff <(./run.sh) expected",
                "echo `bash run.sh`",
                "python main.py | diff - run.sh",
                "true >./run.sh",
                "bash -c 'true' run.sh",
                "bash --version; bash -s <run.sh",
                "chmod +x run.sh",
                "make -f run.mk run.sh",
                "timeout 60 python3 ./run.sh",
            })
    void leavesOutWhatIsNot(String script) {
        assertThat(called(script).contains("run.sh")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"./cli.py", "./bin/tool.js", "bin/tool.rb", "src/main.mts"})
    void leavesOutProgramsInOtherLanguages(String program) {
        assertThat(called(program + " --help").contains(program.replaceFirst("^\\./", "")))
                .isFalse();
    }

    @Test
    void beginsInTheDirectoryOfTheScripts() {
        var called =
                CalledFiles.of(List.of("./a; cd b; ./c", "./d"), "web", "/repo", _ -> null, true);

        assertThat(called.contains("web/a")).isTrue();
        assertThat(called.contains("web/b/c")).isTrue();
        assertThat(called.contains("web/d")).isTrue();
        assertThat(called.contains("d")).isFalse();
    }

    @Test
    void namesTheMakefilesThatAnotherIsTakenInPlaceOf() {
        var called = called("make -C web; ./run.sh; make -f web/x.mk");

        assertThat(called.alternatives("web/GNUmakefile"))
                .containsExactlyInAnyOrder("web/makefile", "web/Makefile");
        assertThat(called.alternatives("run.sh")).isEmpty();
        assertThat(called.alternatives("web/x.mk")).isEmpty();
        assertThat(called.alternatives("other")).isEmpty();
    }

    @Test
    void unwrapsNoMoreThanAFewShells() {
        assertThat(called("eval eval ./run.sh").contains("run.sh")).isTrue();
        assertThat(called("eval eval eval ./run.sh").contains("run.sh")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"31, true", "32, true", "33, false"})
    void followsNoMoreDirectoriesThanItsLimit(int changes, boolean expected) {
        var way = new StringBuilder("true");
        for (int i = 0; i < changes; i++) {
            way.append("; cd d").append(i);
        }
        var last = "d" + (changes - 1) + "/run.sh";

        assertThat(called(way + "; ./run.sh").contains(last)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '%',
            value = {
                "bash scripts/test.sh~scripts/test.sh~bash scripts/inner.sh~scripts/inner.sh",
                "bash scripts/test.sh~scripts/test.sh~cd \"$(dirname \"$0\")\";"
                        + " ./inner.sh~scripts/inner.sh",
                "bash scripts/test.sh~scripts/test.sh~. \"$HERE/inner.sh\"~scripts/inner.sh",
                "make test~Makefile~%test:\n\t@./ci/run.sh%~ci/run.sh",
                "make test~Makefile~%test:\n\t$(PYTHON) tools/check.py%~tools/check.py",
                "make test~Makefile~%test:\n\t$(MAKE) -C sub all%~sub/Makefile",
                "cd sub && make~sub/makefile~%all:\n\t-bash run.sh%~sub/run.sh",
                "npm test~package.json~{\"scripts\": {\"test\": \"node test.js\"}}~test.js",
                "cd web && npm run ci~web/package.json~{\"scripts\": {\"ci\": \"bash"
                        + " ci.sh\"}}~web/ci.sh",
                "yarn test~package.json~{\"scripts\": {\"test\": \"npm run b\", \"b\":"
                        + " \"./b.sh\"}}~b.sh",
                "tox -e py~tox.ini~%[testenv]\ncommands = bash tools/run.sh%~tools/run.sh",
                "just test~justfile~%test:\n  ./scripts/t.sh%~scripts/t.sh",
                "nox~noxfile.py~session.run('bash', 'ci/t.sh')~ci/t.sh",
                "python3 run_tests.py~run_tests.py~subprocess.run(['bash', 'ci/t.sh'])~ci/t.sh",
            })
    void followsWhatIsStartedToWhatThatStarts(
            String script, String path, String text, String inner) {
        Map<String, String> texts = Map.of(path, text.translateEscapes());

        var called = CalledFiles.of(List.of(script), "", "/repo", texts::get, true);

        assertThat(called.contains(inner)).isTrue();
        assertThat(called(script).contains(inner)).isFalse();
    }

    @Test
    void followsCallsInACircleOnce() {
        Map<String, String> texts =
                Map.of(
                        "a.sh",
                        "./b.sh; npm test",
                        "b.sh",
                        "./a.sh; ./c.sh",
                        "package.json",
                        "{\"scripts\": {\"test\": \"npm test && ./d.sh\"}}");

        var called = CalledFiles.of(List.of("./a.sh"), "", "/repo", texts::get, true);

        assertThat(called.contains("c.sh")).isTrue();
        assertThat(called.contains("d.sh")).isTrue();
    }

    @Test
    void libraryThatIsSourcedIsTheProductWithoutAReferencePatch() {
        var texts = Map.of("run.sh", "source tools/env.sh\n");
        var script = "source ./calendar.sh; source ./run_tests.sh; ./run.sh";

        var called = CalledFiles.of(List.of(script), "", "/repo", texts::get, false);

        assertThat(called.contains("calendar.sh")).isFalse();
        assertThat(called.contains("run_tests.sh")).isTrue();
        assertThat(called.contains("tools/env.sh")).isTrue();
        assertThat(called(script).contains("calendar.sh")).isTrue();
    }

    private static CalledFiles called(String script) {
        return CalledFiles.of(List.of(script), "", "/repo", _ -> null, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cd templates/app && npm test",
                "npm --prefix templates/app test",
                "npx jest -c templates/app/jest.config.js",
                "make -C templates/app check",
                "bash ci/run.sh",
            })
    void knowsWhereCommandsWork(String script) {
        var called = of(script, Map.of("ci/run.sh", "pushd templates/app\nnpm test\n"));

        assertThat(called.isWorkplace("templates/app/package.json")).isTrue();
        assertThat(called.isWorkplace("templates/app/src/vite.config.ts")).isTrue();
        assertThat(called.isWorkplace("templates/babel.config.js")).isTrue();
        assertThat(called.isWorkplace("templates/other/package.json")).isFalse();
        assertThat(called.isWorkplace("skeleton/package.json")).isFalse();
    }

    @Test
    void rootIsNoWorkplaceOfItsOwn() {
        var called = of("cd /repo && python3 gen.py templates/app", Map.of());

        assertThat(called.isWorkplace("templates/app/package.json")).isFalse();
    }

    @Test
    void programsThatStartNoTestMayBeTheProduct() {
        var texts =
                Map.of(
                        "tool.sh", "echo $(( $1 + $2 ))\n",
                        "run.sh", "cd src\npython3 -m pytest\n",
                        "build.sh", "npm run all\n",
                        "check.sh", "grep -q 42 answer.txt\n",
                        "outer.sh", "./inner.sh\n",
                        "inner.sh", "grep -q 42 answer.txt\n");
        var called =
                of("./tool.sh 1 2; ./run.sh; ./build.sh; ./check.sh; ./outer.sh; ./new.sh", texts);

        assertThat(called.isProgram("tool.sh")).isTrue();
        for (var other : List.of("run.sh", "build.sh", "check.sh", "inner.sh", "new.sh")) {
            assertThat(called.contains(other)).as(other).isTrue();
            assertThat(called.isProgram(other)).as(other).isFalse();
        }
    }

    private static CalledFiles of(String script, Map<String, String> texts) {
        return CalledFiles.of(List.of(script), "", "/repo", texts::get, true);
    }
}
