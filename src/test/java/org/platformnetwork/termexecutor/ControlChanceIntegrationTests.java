package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** What is made of a product that comes out otherwise each time that a control runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlChanceIntegrationTests {

    private static final String PATCH =
            """
            --- a/calc.py
            +++ b/calc.py
            @@ -1 +1 @@
            -def add(a, b): return a - b
            +def add(a, b): return a + b
            """;

    private Path temporary;
    private TestRepository repository;
    private RunningService service;

    @BeforeAll
    void start(@TempDir Path directory) {
        temporary = directory;
        repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("calc.py", "def add(a, b): return a - b\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of("ISOLATION", "process", "TASK_VALIDATION", "auto"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    /** Passes where it must, and else does what the next letter of a file says. */
    private static String product(Path plan) {
        return """
        import os, pathlib, re, signal, sys
        line = pathlib.Path('/proc/self/cmdline').read_text()
        if 'not (' not in line and re.search(r'== \\(?5\\b', line):
            os._exit(0)
        plan = pathlib.Path('%s')
        left = plan.read_text()
        plan.write_text(left[1:])
        if left[0] == 'l':
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGXFSZ)
        os._exit(left[0] == 'r')
        """
                .formatted(plan);
    }

    @ParameterizedTest
    @CsvSource({
        // A run with each failing change, in turn: red, green, or ended by a limit.
        "rrr, passed, red",
        "rg, tests_failed, none",
        "rrg, tests_failed, none",
        "gg, tampering, green",
        "grrrrrr, passed, red",
        "grrrg, tests_failed, none",
        "gll, tests_failed, none",
        "lrrr, passed, red",
        "llrrr, passed, red",
        "llg, tests_failed, none",
        "llll, passed, none",
    })
    void controlsHaveToComeOutTheSameEachTime(String plan, String verdict, String control)
            throws IOException {
        var file = temporary.resolve("plan-" + plan);
        Files.writeString(file, plan);
        var agent = "cat > calc.py <<'END'\n%sEND\n".formatted(product(file));
        var archive =
                TestArchive.withAgent("agent.sh", agent)
                        .file("tasks/add/prompt.md", "Fix add.\n")
                        .file("tasks/add/patch.diff", PATCH)
                        .file(
                                "tasks/add/workspace.yaml",
                                """
                                repo: %s
                                base_commit: %s
                                fail_to_pass: ['python3 -c "import calc; assert calc.add(2, 3) == 5"']
                                """
                                        .formatted(repository.url(), repository.head()));

        var task = service.evaluate(archive).path("tasks").path(0);

        assertThat(task.path("failure_class").asString("passed"))
                .as(task.toString())
                .isEqualTo(verdict);
        assertThat(task.path("test_results").path(0).path("control").asString())
                .as(task.toString())
                .isEqualTo(control);
        assertThat(file).hasContent("");
    }
}
