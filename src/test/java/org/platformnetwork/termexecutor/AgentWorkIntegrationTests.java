package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** Honest agents that work the way agents do: their change counts, and nothing of it is lost. */
@EnabledIfCommand("bwrap")
@TestInstance(Lifecycle.PER_CLASS)
class AgentWorkIntegrationTests {

    private static final String IDENTITY =
            """
            export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.invalid
            export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.invalid
            """;
    private static final String FIX = "sed -i 's/41/42/' calc/answer.py\n";
    private static final String TEST =
            """
            import unittest
            from calc.answer import answer

            class HiddenTest(unittest.TestCase):
                def test_answer(self):
                    self.assertEqual(42, answer())
            """;

    private TestRepository repository;
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        var library = TestRepository.create(directory.resolve("library"));
        library.commit("library.txt", "old\n");
        repository = TestRepository.create(directory.resolve("origin"));
        repository.git(
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                library.url(),
                "library");
        repository.commit(
                ".gitignore",
                "build/\n",
                "calc/__init__.py",
                "",
                "calc/answer.py",
                "def answer():\n    return 41\n",
                "fixtures/node_modules/known/index.js",
                "1\n",
                "lib/testing/__init__.py",
                "",
                "lib/testing/util.py",
                "def answer():\n    return 41\n",
                "pluggy/__init__.py",
                "",
                "spec/reader.py",
                "def answer():\n    return 41\n",
                "spec/spec_helper.py",
                "def check(answer):\n    assert answer == 42\n",
                "unittest/cases.txt",
                "41\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of(
                                "ISOLATION", "namespaces",
                                "MAX_PATCH_BYTES", "20000",
                                "TEST_TIMEOUT_SECS", "60",
                                "AGENT_TIMEOUT_SECS", "60"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void agentThatWorksAsAgentsDoGetsItsReward() {
        var task =
                evaluate(
                        TestArchive.withAgent(
                                        "agent.sh",
                                        IDENTITY
                                                + """
                                                set -e
                                                python3 -m venv --without-pip .venv
                                                .venv/bin/python -m http.server --bind 127.0.0.1 0 >server.log 2>&1 &
                                                nohup sleep 1000 >/dev/null 2>&1 &
                                                for i in $(seq 4000); do echo "step $i: reading, thinking, trying"; done
                                                mkdir -p tests && touch tests/__init__.py
                                                cat >tests/test_own.py <<'END'
                                                import unittest
                                                from calc.answer import answer
                                                class OwnTest(unittest.TestCase):
                                                    def test_own(self): self.assertEqual(42, answer())
                                                END
                                                ! .venv/bin/python -m unittest tests.test_own
                                                git checkout -q -b fix
                                                git add -A && git commit -q -m 'a test of the bug'
                                                """
                                                + FIX
                                                + """
                                                .venv/bin/python -m unittest tests.test_own
                                                git commit -q -a -m 'the fix'
                                                git checkout -q --detach
                                                """)
                                .task("t", repository, "python3 -m unittest tests.test_hidden\n")
                                .file("tasks/t/tests/tests/test_hidden.py", TEST)
                                .file("tasks/t/tests/tests/__init__.py", ""));

        assertPassed(task);
        assertThat(task.path("reward").asDouble()).isEqualTo(1.0);
        assertThat(task.path("agent_output").asString()).contains("step 4000: ");
        assertThat(notes(task)).contains(".venv").contains("tests/__pycache__");
        assertThat(task.path("agent_patch").asString()).contains("+    return 42\n");
        assertThat(task.path("agent_patch").asString()).doesNotContain("pyvenv.cfg");
    }

    @Test
    void whatTheInstallMadeIsNotTheAgentsThoughItIsNoLongerIgnored() {
        var task =
                evaluate(
                        TestArchive.withAgent(
                                        "agent.sh",
                                        """
                                        : >.gitignore
                                        echo mine >build/own.txt
                                        echo changed >build/other.txt
                                        rm build/link && mkdir build/link && echo in >build/link/file
                                        """)
                                .task(
                                        "t",
                                        repository,
                                        """
                                        set -e
                                        test "$(cat build/own.txt build/other.txt build/made.txt)" = \
                                          "$(printf 'mine\\nchanged\\nmade')"
                                        test "$(cat build/link/file)" = in
                                        test -L build/kept -a -x build/tool
                                        """)
                                .file(
                                        "tasks/t/workspace.yaml",
                                        workspace(
                                                "mkdir build; echo made | tee build/made.txt"
                                                        + " build/other.txt build/tool; chmod +x"
                                                        + " build/tool; ln -s nowhere build/link;"
                                                        + " ln -s made.txt build/kept")));

        assertPassed(task);
        assertThat(task.path("agent_patch").asString())
                .contains("b/build/own.txt", "b/build/other.txt", "b/build/link/file")
                .doesNotContain("b/build/made.txt", "b/build/tool", "b/build/kept");
    }

    @Test
    void filesOfRepositoriesInTheTreeAreTaken() {
        var task =
                evaluate(
                        IDENTITY
                                + """
                                commit() { git -C "$1" add -A && git -C "$1" commit -q -m x; }
                                (cd calc && git init -q) && commit calc && echo '# 2' >>calc/answer.py
                                echo new >calc/new.txt
                                mkdir package && echo 1 >package/file && git init -q package && commit package
                                git init -q package/inner && echo 2 >package/inner/file
                                git init -q $TMPDIR/dependency && echo 3 >$TMPDIR/dependency/file
                                commit $TMPDIR/dependency
                                git clone -q $TMPDIR/dependency vendor/dependency
                                git -c protocol.file.allow=always submodule --quiet add $TMPDIR/dependency module
                                echo changed >library/library.txt
                                echo added >library/added.txt
                                """,
                        """
                        set -e
                        grep -q '# 2' calc/answer.py
                        cat calc/new.txt
                        test "$(cat package/file package/inner/file vendor/dependency/file module/file)" = \
                          "$(printf '1\\n2\\n3\\n3')"
                        test "$(cat library/library.txt library/added.txt)" = "$(printf 'changed\\nadded')"
                        """);

        assertPassed(task);
    }

    @Test
    void repositoriesThatMakeTheChangeTooLargeStayBehindAndAreNamed() {
        var task =
                evaluate(
                        IDENTITY
                                + FIX
                                + """
                                git init -q cloned/dependency
                                head -c 50000 /dev/urandom >cloned/dependency/large
                                git worktree add -q .worktrees/second HEAD
                                """,
                        "grep -q 42 calc/answer.py && ! test -e cloned && ! test -e .worktrees\n");

        assertPassed(task);
        assertThat(notes(task)).contains("cloned/dependency", ".worktrees/second");
    }

    @Test
    void ignoredFilesThatTheAgentCommittedAreTaken() {
        var task =
                evaluate(
                        IDENTITY
                                + """
                                mkdir build && echo 1 >build/committed && echo 2 >build/left
                                git add --force build/committed && git commit -q -m x
                                git config core.fsmonitor "touch $PWD/monitored"
                                """,
                        "test -f build/committed && ! test -e build/left && ! test -e monitored\n");

        assertPassed(task);
    }

    @Test
    void nothingTakesThePlaceOfTestRunnersThatTheInstallMade() {
        var places = "build/env/bin build/node_modules vendor/bundle build/cache/.tox";
        var agent =
                """
                set -e
                mkdir mine && echo 'exit 0' >mine/check
                cp mine/check build/env/bin/check && cp mine/check vendor/bundle/check
                rm -r build/env/pyvenv.cfg build/node_modules build/cache
                ln -s ../mine build/node_modules && ln -s ../mine build/cache
                git add --force --all && git commit -q -m x
                """;
        var test = "for d in " + places + "; do sh $d/check && exit 0; done; test ! -d mine\n";
        var install =
                "for d in "
                        + places
                        + "; do mkdir -p $d; echo exit 1 >$d/check; done;"
                        + " touch build/env/pyvenv.cfg";
        var task =
                evaluate(
                        TestArchive.withAgent("agent.sh", IDENTITY + agent)
                                .task("t", repository, test)
                                .file("tasks/t/workspace.yaml", workspace(install)));

        assertThat(task.path("failure_class").asString())
                .as(task.toString())
                .isEqualTo("tests_failed");
        assertThat(notes(task))
                .contains("build/env", "build/node_modules", "build/cache", "vendor/bundle");
    }

    @Test
    void environmentsAndCachesStayBehindAndAreNamed() {
        var task =
                evaluate(
                        """
                        mkdir -p node_modules/dependency fixtures/node_modules/new target env/bin
                        head -c 50000 /dev/urandom >node_modules/dependency/index.js
                        head -c 50000 /dev/urandom >target/object
                        echo 'Signature: 8a477f597d28d172789f06886806bc55' >target/CACHEDIR.TAG
                        head -c 50000 /dev/urandom >env/bin/python; touch env/pyvenv.cfg
                        touch fixtures/node_modules/new/index.js compiled.pyc
                        """,
                        """
                        ! test -e node_modules && ! test -e target && ! test -e env &&
                          ! test -e compiled.pyc && test -f fixtures/node_modules/new/index.js
                        """);

        assertPassed(task);
        assertThat(notes(task)).contains("node_modules", "target", "env", "compiled.pyc");
        assertThat(notes(task)).doesNotContain("fixtures");
    }

    @Test
    void changeThatIsTooLargeNamesItsLargestPaths() {
        var task =
                evaluate(
                        """
                        mkdir bin && head -c 30000 /dev/urandom >bin/large
                        head -c 40000 /dev/urandom >larger; echo small >small; rm calc/answer.py
                        """,
                        "true\n");

        assertThat(task.path("failure_class").asString()).isEqualTo("resource_limit");
        assertThat(task.path("error").asString())
                .contains("larger (40000 bytes), bin/large (30000 bytes), small (6 bytes).");
    }

    @Test
    void productInDirectoriesWithNamesOfTestMachineryIsNoTampering() {
        for (var file : List.of("lib/testing/util.py", "spec/reader.py")) {
            var directory = file.substring(0, file.lastIndexOf('/'));
            var module = file.replace('/', '.').replace(".py", "");
            var task =
                    evaluate(
                            TestArchive.withAgent("agent.sh", "sed -i 's/41/42/' " + file + "\n")
                                    .task(
                                            "t",
                                            repository,
                                            "python3 %s/test_hidden.py\n".formatted(directory))
                                    .file(
                                            "tasks/t/tests/%s/test_hidden.py".formatted(directory),
                                            "import sys; sys.path.insert(0, '.')\n"
                                                    + TEST.replace("calc.answer", module)
                                                    + "unittest.main()\n"));
            assertPassed(task);
            assertThat(task.path("suspicious_paths")).isEmpty();
        }
    }

    @Test
    void productInModulesWithNamesOfTestFrameworksIsNoTampering() {
        var task =
                evaluate(
                        """
                        echo 'ANSWER = 42' >pluggy/_answer.py
                        echo 'ANSWER = 42' >unittest/generate.py
                        """,
                        """
                        python3 -c 'from pluggy._answer import ANSWER; assert ANSWER == 42' &&
                          python3 unittest/generate.py && python3 -c 'import unittest; unittest.TestCase'
                        """);

        assertPassed(task);
        assertThat(task.path("suspicious_paths")).isEmpty();
    }

    @Test
    void supportOfTestsIsNoProductInTheseDirectories() {
        var helper =
                evaluate(
                        TestArchive.withAgent(
                                        "agent.sh",
                                        "printf 'def check(answer): pass\\n'"
                                                + " >spec/spec_helper.py\n")
                                .task("t", repository, "python3 spec/test_hidden.py\n")
                                .file(
                                        "tasks/t/tests/spec/test_hidden.py",
                                        """
                                        from reader import answer
                                        from spec_helper import check
                                        check(answer())
                                        """));
        var framework =
                evaluate(
                        """
                        touch unittest/__init__.py
                        echo 'print("Ran 1 test in 0.001s", "", "OK", sep=chr(10))' >unittest/__main__.py
                        """,
                        "python3 -m unittest tests.test_hidden\n");

        assertThat(helper.path("failure_class").asString())
                .as(helper.toString())
                .isEqualTo("tests_failed");
        assertThat(helper.path("suspicious_paths").path(0).asString())
                .isEqualTo("spec/spec_helper.py");
        assertThat(framework.path("failure_class").asString())
                .as(framework.toString())
                .isEqualTo("tampering");
    }

    private JsonNode evaluate(String agent, String test) {
        return evaluate(
                TestArchive.withAgent("agent.sh", "set -e\n" + agent).task("t", repository, test));
    }

    private JsonNode evaluate(TestArchive archive) {
        return service.evaluate(archive).path("tasks").path(0);
    }

    private String workspace(String install) {
        return "repo: %s\nbase_commit: %s\ninstall: ['%s']\n"
                .formatted(repository.url(), repository.head(), install);
    }

    private static String notes(JsonNode task) {
        return task.path("notes").toString();
    }

    private static void assertPassed(JsonNode task) {
        assertThat(task.path("passed").asBoolean()).as(task.toString()).isTrue();
    }
}
