package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;
import tools.jackson.databind.JsonNode;

/** What an agent names in its requirements is there when it starts; nothing is fetched here. */
@EnabledIfCommand("bwrap")
class AgentInstallIntegrationTests {

    @TempDir static Path temporary;

    private static TestRepository repository;
    private static RunningService service;

    @BeforeAll
    static void start() {
        repository = TestRepository.create(temporary.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        temporary.resolve("work"),
                        Map.of(
                                "ISOLATION", "namespaces",
                                "INSTALL_ENV", "TOKEN",
                                "TOKEN", "operator's"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    @EnabledIfCommand("python3")
    void requirementsAreTheAgentsAlone() throws IOException {
        var task =
                evaluate(
                        TestArchive.withAgent(
                                        "agent.py",
                                        """
                                        import helper, subprocess, sys
                                        code = "import helper"
                                        print(helper.NAME, sys.argv[1], flush=True)
                                        print(subprocess.call(["python3", "-c", code],
                                                              stderr=subprocess.DEVNULL))
                                        """)
                                .file("agent_code/requirements.txt", "/agent/" + WHEEL + "\n")
                                .file("agent_code/" + WHEEL, wheel()));

        assertThat(task.path("agent_output").asString()).isEqualTo("wheel --instruction\n1\n");
        assertThat(task.path("agent_patch").asString()).isEmpty();
    }

    @Test
    @EnabledIfCommand("npm")
    void packagesAreBesideTheAgent() {
        var task =
                evaluate(
                        TestArchive.withAgent("agent.js", "console.log(require('helper').name)\n")
                                .file(
                                        "agent_code/package.json",
                                        "{\"dependencies\":{\"helper\":\"file:./lib\"}}")
                                .file(
                                        "agent_code/lib/package.json",
                                        "{\"name\":\"helper\",\"version\":\"1.0.0\"}")
                                .file("agent_code/lib/index.js", "exports.name = 'package'\n"));

        assertThat(task.path("agent_output").asString()).isEqualTo("package\n");
    }

    @Test
    @EnabledIfCommand("npm")
    void installationSeesNothingOfTheTaskOrTheOperator() {
        var look = "{ ls -A /repo; ls -A /task; echo [$TASK_PROMPT$TOKEN]; echo kept >~/x; } >seen";
        var task =
                evaluate(
                        TestArchive.withAgent(
                                        "agent.sh", "cat /agent/seen; ls -A /repo; ls ~; pwd\n")
                                .file(
                                        "agent_code/package.json",
                                        "{\"scripts\":{\"preinstall\":\"%s\"}}".formatted(look)));

        assertThat(task.path("agent_output").asString()).isEqualTo("[]\n.git\na.txt\n/repo\n");
    }

    @Test
    @EnabledIfCommand({"python3", "npm"})
    void withoutANetworkWhatLiesInTheCodeIsInstalledAndAllElseNamesTheSetting() throws IOException {
        try (var offline =
                RunningService.start(
                        temporary.resolve("offline"),
                        Map.of("ISOLATION", "namespaces", "AGENT_NETWORK", "none"))) {
            var wheels =
                    TestArchive.withAgent("agent.py", "import helper; print(helper.NAME)\n")
                            .file("agent_code/requirements.txt", "helper>=1\n")
                            .file("agent_code/vendor/wheels/" + WHEEL, wheel());
            var modules =
                    TestArchive.withAgent("agent.js", "console.log(require('helper').name)\n")
                            .file("agent_code/package.json", NEEDS_HELPER)
                            .file(
                                    "agent_code/node_modules/helper/package.json",
                                    "{\"name\":\"helper\",\"version\":\"1.0.0\"}")
                            .file(
                                    "agent_code/node_modules/helper/index.js",
                                    "exports.name = 'package'\n");
            assertThat(evaluate(offline, wheels).path("agent_output").asString())
                    .isEqualTo("wheel\n");
            assertThat(evaluate(offline, modules).path("agent_output").asString())
                    .isEqualTo("package\n");

            failsForWantOfANetwork(
                    evaluate(
                            offline,
                            TestArchive.withAgent("agent.py", "print('never')\n")
                                    .file("agent_code/requirements.txt", "helper\n")));
            failsForWantOfANetwork(
                    evaluate(
                            offline,
                            TestArchive.withAgent("agent.js", "console.log('never')\n")
                                    .file("agent_code/package.json", NEEDS_HELPER)));
        }
    }

    private static void failsForWantOfANetwork(JsonNode task) {
        assertThat(task.path("failure_class").asString()).isEqualTo("agent_failed");
        assertThat(task.path("error").asString()).contains("AGENT_NETWORK=none");
        assertThat(task.path("agent_output").asString()).contains("helper");
    }

    @Test
    @EnabledIfCommand("python3")
    void pathsInRequirementsBeginAtTheAgentsCodeAndItsModulesAreNotTheInstallers()
            throws IOException {
        var task =
                evaluate(
                        TestArchive.withAgent("agent.py", "import helper; print(helper.NAME)\n")
                                .file("agent_code/logging.py", "raise SystemExit('mine')\n")
                                .file("agent_code/requirements.txt", "./" + WHEEL + "\n")
                                .file("agent_code/" + WHEEL, wheel()));

        assertThat(task.path("agent_output").asString()).isEqualTo("wheel\n");
    }

    @Test
    @EnabledIfCommand("python3")
    void requirementsThatCannotBeHadFailTheAgent() {
        var task =
                evaluate(
                        TestArchive.withAgent("agent.py", "print('never')\n")
                                .file("agent_code/requirements.txt", "/agent/missing.whl\n"));

        assertThat(task.path("failure_class").asString()).isEqualTo("agent_failed");
        assertThat(task.path("agent_output").asString()).contains("missing.whl");
        assertThat(task.path("passed").asBoolean(true)).isFalse();
    }

    private static JsonNode evaluate(TestArchive archive) {
        return evaluate(service, archive);
    }

    private static JsonNode evaluate(RunningService by, TestArchive archive) {
        return by.evaluate(archive.task("t", repository, "true\n")).path("tasks").path(0);
    }

    private static final String NEEDS_HELPER = "{\"dependencies\":{\"helper\":\"^1.0.0\"}}";

    private static final String WHEEL = "helper-1.0-py3-none-any.whl";

    private static byte[] wheel() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            add(zip, "helper.py", "NAME = 'wheel'\n");
            add(
                    zip,
                    "helper-1.0.dist-info/METADATA",
                    "Metadata-Version: 2.1\nName: helper\nVersion: 1.0\n");
            add(
                    zip,
                    "helper-1.0.dist-info/WHEEL",
                    "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            add(
                    zip,
                    "helper-1.0.dist-info/RECORD",
                    "helper.py,,\nhelper-1.0.dist-info/METADATA,,\nhelper-1.0.dist-info/WHEEL,,\n");
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
