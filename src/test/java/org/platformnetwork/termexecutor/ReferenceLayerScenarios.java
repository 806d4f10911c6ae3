package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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

/**
 * Tasks whose reference patch changes a dependency. The prompt of each is what its agent does; the
 * packages lie in the repositories, so that nothing is fetched.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ReferenceLayerScenarios {

    private static final String WITH_LIBRARY =
            "import lib\ndef answer():\n    return lib.double(21)\n";
    private static final String NEWER = "echo 'lib>=2.0' >requirements.txt\n";
    private static final String FIX =
            """
            cat >app.py <<'END'
            import lib
            def answer():
                return lib.double(21)
            END
            """;

    private static final String INSTALL =
            "python3 -m pip install --quiet --user --break-system-packages --no-index"
                    + " --find-links wheels ";

    private final String isolation;
    private RunningService service;
    private Path directory;
    private final Map<String, JsonNode> tasks = new HashMap<>();

    ReferenceLayerScenarios(String isolation) {
        this.isolation = isolation;
    }

    /** A repository, the reference that was published for it, and how it is installed. */
    private record Origin(TestRepository repository, String base, String patch, String install) {}

    @BeforeAll
    void run(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of(
                                "ISOLATION",
                                isolation,
                                "INSTALL_ENV",
                                "TOKEN",
                                "TOKEN",
                                "secret",
                                "TASK_VALIDATION",
                                "auto"));
        var usual =
                origin(
                        "usual",
                        "  - '%s -r requirements.txt'\n  - 'echo [$TOKEN] >~/token'\n"
                                .formatted(INSTALL),
                        Map.of("requirements.txt", "lib>=1.0,<2.0\n"),
                        Map.of(
                                "requirements.txt",
                                "lib>=2.0\n",
                                "app.py",
                                "from solution import answer\n",
                                "solution.py",
                                WITH_LIBRARY));
        var editable =
                origin(
                        "editable",
                        "  - '%s --no-build-isolation --editable .'\n".formatted(INSTALL),
                        Map.of("setup.py", setup("lib>=1.0,<2.0")),
                        Map.of("setup.py", setup("lib>=2.0"), "app.py", WITH_LIBRARY));
        var built =
                origin(
                        "built",
                        "  - '%s -r requirements.txt'\n  - python3 -c 'import app'\n"
                                .formatted(INSTALL),
                        Map.of(
                                "requirements.txt",
                                "lib==1.0\n",
                                "app.py",
                                "import lib\ndef answer():\n    return 41\nlib.single\n"),
                        Map.of("requirements.txt", "lib==2.0\n", "app.py", WITH_LIBRARY));
        var guarded =
                origin(
                        "private",
                        "  - 'test -n \"$TOKEN\" && %s -r requirements.txt'\n".formatted(INSTALL),
                        Map.of("requirements.txt", "lib==1.0\n"),
                        Map.of("requirements.txt", "lib==2.0\n", "app.py", WITH_LIBRARY));
        var mere =
                origin(
                        "mere",
                        "  - '%s -r requirements.txt'\n".formatted(INSTALL),
                        Map.of(
                                "requirements.txt",
                                "lib==1.0\n",
                                "app.py",
                                "import lib\ndef answer():\n    return lib.VALUE\n"),
                        Map.of("requirements.txt", "lib==2.0\n"));
        var missing =
                origin(
                        "missing",
                        "  - '%s -r requirements.txt'\n".formatted(INSTALL),
                        Map.of("requirements.txt", "lib==1.0\n"),
                        Map.of("requirements.txt", "lib==3.0\n", "app.py", WITH_LIBRARY));
        var node =
                origin(
                        "node",
                        "  - sh install.sh\n",
                        Map.of(
                                "package.json",
                                "{\"dependencies\": {\"lib\": \"^1.0.0\"}}\n",
                                "install.sh",
                                """
                                major=$(sed -n 's/.*"lib": "[^0-9]*\\([0-9]\\).*/\\1/p' package.json)
                                mkdir node_modules
                                cp -r packages/$major node_modules/lib
                                """,
                                "packages/1/package.json",
                                "{\"name\": \"lib\", \"version\": \"1.4.0\"}\n",
                                "packages/1/index.js",
                                "exports.value = 41\n",
                                "packages/2/package.json",
                                "{\"name\": \"lib\", \"version\": \"2.1.0\"}\n",
                                "packages/2/index.js",
                                "exports.double = x => 2 * x\n",
                                "app.py",
                                "import subprocess\n"
                                        + "def answer():\n"
                                        + "    return int(subprocess.check_output(['node',"
                                        + " 'app.js']))\n",
                                "app.js",
                                "console.log(41)\n"),
                        Map.of(
                                "package.json",
                                "{\"dependencies\": {\"lib\": \"^2.0.0\"}}\n",
                                "app.js",
                                "console.log(require('lib').double(21))\n"));

        var archive = TestArchive.withAgent("agent.sh", "bash \"$TASK_PROMPT\"\n");
        add(archive, "honest", usual, NEWER + FIX);
        add(archive, "later", usual, "echo 'lib>=1.5' >requirements.txt\n" + FIX);
        add(archive, "undeclared", usual, FIX);
        add(archive, "elsewhere", usual, "echo 'lib<2' >requirements.txt\n" + FIX);
        add(archive, "anything", usual, "echo lib >requirements.txt\n");
        add(archive, "borrowed", usual, NEWER + "echo 'from solution import answer' >app.py\n");
        add(
                archive,
                "own",
                usual,
                """
                printf 'lib>=2.0\\n./evil\\n' >requirements.txt
                mkdir evil
                cp wheels/lib-2.0-py3-none-any.whl wheels/evil-2.0-py3-none-any.whl
                echo 'from setuptools import setup; setup(name="evil", py_modules=["evil"])' >evil/setup.py
                echo 'VALUE = 42' >evil/evil.py
                echo 'from evil import VALUE as value' >app.py
                echo 'def answer(): return value' >>app.py
                """);
        add(archive, "independent", usual, "echo 'def answer(): return 42' >app.py\n");
        add(
                archive,
                "editable",
                editable,
                "cat >setup.py <<'END'\n" + setup("lib>=2,<3") + "END\n" + FIX);
        add(archive, "built", built, "echo 'lib==2.*' >requirements.txt\n" + FIX);
        add(archive, "private", guarded, "echo 'lib==2.*' >requirements.txt\n" + FIX);
        var javaScript = "echo \"console.log(require('lib').double(21))\" >app.js\n";
        var manifest = "echo '{\"dependencies\": {\"lib\": \"%s\"}}' >package.json\n";
        add(archive, "node", node, manifest.formatted("2.1 - 2.3") + javaScript);
        add(archive, "node-other", node, manifest.formatted("~2.2.0") + javaScript);
        add(
                archive,
                "ended",
                usual,
                NEWER + "printf 'import lib, os\\nlib.double\\nos._exit(0)\\n' >app.py\n");
        add(archive, "missing", missing, "echo '# no change of the code' >>app.py\n");
        add(archive, "missing-fixed", missing, "echo 'def answer(): return 42' >app.py\n");
        add(archive, "mere", mere, "echo 'lib==2.*' >requirements.txt\n");
        service.evaluate(archive)
                .path("tasks")
                .forEach(task -> tasks.put(task.path("task_id").asString(), task));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static String setup(String requirement) {
        return "from setuptools import setup\n"
                + "setup(name='app', py_modules=['app'], install_requires=['%s'])\n"
                        .formatted(requirement);
    }

    private Origin origin(
            String name, String install, Map<String, String> base, Map<String, String> reference)
            throws IOException {
        var repository = TestRepository.create(directory.resolve("origins").resolve(name));
        var wheels = Files.createDirectories(repository.directory().resolve("wheels"));
        Wheels.write(wheels, "1.0", "VALUE = 41\ndef single(x): return x\n");
        Wheels.write(wheels, "2.0", "VALUE = 42\ndef double(x): return 2 * x\n");
        var files = new LinkedHashMap<String, String>();
        files.put("app.py", "def answer():\n    return 41\n");
        files.put(".gitignore", "*.egg-info\n__pycache__\nnode_modules\n");
        files.putAll(base);
        var commit = commit(repository, files);
        commit(repository, reference);
        // TestRepository strips what git prints.
        var patch = repository.git("diff", "--binary", commit, "HEAD") + "\n";
        return new Origin(repository, commit, patch, install);
    }

    private static String commit(TestRepository repository, Map<String, String> files) {
        return repository.commit(
                files.entrySet().stream()
                        .flatMap(file -> Stream.of(file.getKey(), file.getValue()))
                        .toArray(String[]::new));
    }

    private static void add(TestArchive archive, String name, Origin origin, String agent) {
        var task = "tasks/%s/".formatted(name);
        archive.file(
                        task + "workspace.yaml",
                        "repo: %s\nbase_commit: %s\ninstall:\n%s"
                                .formatted(
                                        origin.repository().url(), origin.base(), origin.install()))
                .file(task + "prompt.md", agent)
                .file(task + "patch.diff", origin.patch())
                .file(
                        task + "tests/fail_to_pass_1.sh",
                        "cat ~/token; python3 -c 'import app; assert app.answer() == 42'\n")
                .file(task + "tests/pass_to_pass_1.sh", "python3 -c 'import app; app.answer()'\n");
    }

    private JsonNode task(String name) {
        return Objects.requireNonNull(tasks.get(name));
    }

    private String notes(String name) {
        return task(name).path("notes").toString();
    }

    private JsonNode passed(String name) {
        assertThat(task(name).path("failure_class").isNull()).as("%s", task(name)).isTrue();
        assertThat(task(name).path("passed").asBoolean()).isTrue();
        return task(name);
    }

    private void failed(String name) {
        assertThat(task(name).path("failure_class").asString())
                .as("%s", task(name))
                .isEqualTo("tests_failed");
    }

    @Test
    void fixThatDeclaresWhatTheReferenceBringsPassesWithIt() {
        passed("honest");
        assertThat(notes("honest")).contains("ran with the dependencies of the reference patch");
        passed("later");
    }

    @Test
    @EnabledIfCommand("node")
    void rangesOfNpmAreHeldAgainstWhatIsInstalled() {
        passed("node");
        failed("node-other");
        assertThat(notes("node-other")).contains("of lib.");
    }

    @Test
    void fixThatNeedsNoNewVersionPassesWithoutTheLayer() {
        passed("independent");
        assertThat(notes("independent")).doesNotContain("reference");
    }

    @Test
    void versionThatTheAgentDoesNotAdmitIsNotThereAndNamed() {
        failed("undeclared");
        assertThat(notes("undeclared")).contains("of lib.");
        failed("elsewhere");
        assertThat(notes("elsewhere")).contains("of lib.");
    }

    @Test
    void manifestThatAdmitsEverythingIsNoFix() {
        failed("anything");
        assertThat(notes("anything")).contains("fail with the dependencies of the reference patch");
    }

    @Test
    void layerHasNoSourcesOfTheReference() {
        failed("borrowed");
    }

    @Test
    void nothingThatOnlyTheAgentNamesIsInstalled() {
        failed("own");
    }

    @Test
    void dependenciesThatTurnTheBaseGreenProveNothing() {
        failed("mere");
        assertThat(notes("mere")).contains("fail_to_pass_1.sh passes").contains("proves nothing");
    }

    @Test
    void installCommandsMayBuildTheBaseWithTheReferencesManifests() {
        passed("editable");
        passed("built");
    }

    @Test
    void operatorsVariablesAreThereOnlyWhereNothingInstallsWithout() {
        assertThat(passed("honest").at("/test_results/0/output").asString()).isEqualTo("[]\n");
        assertThat(task("undeclared").at("/test_results/0/output").asString())
                .startsWith("[secret]");
        passed("private");
    }

    @Test
    void passOnTheReferenceLayerIsConfirmedByItsControl() {
        assertThat(controls(passed("honest"))).containsExactly("red", "red");
        assertThat(task("ended").path("failure_class").asString())
                .as("%s", task("ended"))
                .isEqualTo("tampering");
        assertThat(controls(task("ended"))).startsWith("green");
    }

    private static Stream<String> controls(JsonNode task) {
        return task.path("test_results")
                .valueStream()
                .map(result -> result.path("control").asString());
    }

    @Test
    void failureIsNoVerdictWhereTheReferencePatchCannotBeTried() {
        assertThat(task("missing").path("failure_class").asString())
                .as("%s", task("missing"))
                .isEqualTo("infra_error");
        assertThat(task("missing").path("error").asString())
                .contains("dependencies of the reference patch could not be installed");
    }

    @Test
    void passStaysWhereTheReferencePatchCannotBeTried() {
        assertThat(passed("missing-fixed").at("/test_results/0/control").asString())
                .isEqualTo("none");
        assertThat(task("missing-fixed").at("/test_results/0/control_note").asString())
                .contains("could not be installed");
    }

    @Test
    void layerIsMadeOnceForEveryAgent() {
        var names =
                Stream.of(
                                "honest",
                                "later",
                                "undeclared",
                                "elsewhere",
                                "anything",
                                "borrowed",
                                "own",
                                "independent")
                        .flatMap(name -> task(name).path("phases").valueStream())
                        .map(phase -> phase.path("name").asString())
                        .filter("reference_install_2"::equals);

        assertThat(names).hasSize(1);
    }
}
