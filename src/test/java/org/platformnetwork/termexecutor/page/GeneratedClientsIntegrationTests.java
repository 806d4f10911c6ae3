package org.platformnetwork.termexecutor.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.Shell;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** What tools that people use make of the description, and of the service behind it. */
class GeneratedClientsIntegrationTests {

    @TempDir private static Path directory;
    private static RunningService service;
    private static String batch;

    @BeforeAll
    static void evaluate() throws IOException {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service = RunningService.start(directory.resolve("work"), Map.of("ISOLATION", "process"));
        batch =
                service.evaluate(
                                TestArchive.withAgent("agent.sh", "echo b >> a.txt\n")
                                        .task("owner/bad", repository, "exit 3\n")
                                        .file("tasks/owner/broken/workspace.yaml", "[")
                                        .task("owner/good", repository, "grep b a.txt\n"))
                        .path("batch_id")
                        .asString();
        Files.writeString(
                directory.resolve("openapi.json"),
                service.client().get("/openapi.json").response().body());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** The tool's own Python has what a generated client needs. */
    @Test
    @EnabledIfCommand("openapi-python-client")
    void pythonClientReadsTypedTasks() {
        var printed =
                Shell.run(
                        directory,
                        """
                        echo 'post_hooks: []' > config.yaml
                        openapi-python-client generate --path openapi.json --config config.yaml \
                            --output-path client --fail-on-warning
                        tool=$(readlink -f "$(command -v openapi-python-client)")
                        PYTHONPATH=client "$(dirname "$tool")/python" - "$1" "$2" <<'END'
                        import sys
                        from uuid import UUID
                        from term_executor_client import Client
                        from term_executor_client.api.batches import list_tasks, read_batch, read_task
                        from term_executor_client.models import Batch, Task, TaskList, TaskStatus

                        client = Client(base_url=sys.argv[1])
                        id = UUID(sys.argv[2])
                        batch = read_batch.sync(id, client=client)
                        tasks = list_tasks.sync(id, client=client)
                        assert type(batch) is Batch and type(tasks) is TaskList
                        assert batch.tasks == tasks.tasks
                        assert all(type(task) is Task for task in tasks.tasks)
                        assert tasks.tasks[2].status is TaskStatus.COMPLETED
                        one = read_task.sync(id, tasks.tasks[2].task_id, client=client)
                        assert one == tasks.tasks[2]
                        for task in tasks.tasks:
                            exits = [test.exit_code for test in task.test_results]
                            print(task.task_id, task.passed, task.reward, exits, len(task.agent_patch) > 0)
                        END
                        """,
                        "http://127.0.0.1:" + service.port(),
                        batch);

        assertThat(printed)
                .endsWith(
                        """
                        owner/bad False 0.0 [3] True
                        owner/broken None 0.0 [] False
                        owner/good True 1.0 [0] True\
                        """)
                .doesNotContainIgnoringCase("warning");
    }

    @Test
    @EnabledIfCommand("openapi-typescript")
    void typesForTypeScriptAreGeneratedWithoutAWarning() throws IOException {
        var printed = Shell.run(directory, "openapi-typescript openapi.json --output api.ts");

        assertThat(printed).doesNotContainIgnoringCase("warn").doesNotContain("⚠");
        assertThat(Files.readString(directory.resolve("api.ts")))
                .contains("test_results: components[\"schemas\"][\"TestResult\"][];")
                .contains("agent_patch: string;")
                .contains("tasks: components[\"schemas\"][\"Task\"][];");
    }

    /** As docs/sdk.md has it, against this service. */
    @Test
    @EnabledIfCommand("openapi-python-client")
    void pythonProgramOfTheDocumentsVotesFollowsAndVerifies() throws IOException {
        Files.writeString(directory.resolve("submit.py"), program("python"));

        assertThat(
                        run(
                                """
                                echo 'post_hooks: []' > sdk.yaml
                                openapi-python-client generate --path openapi.json --config sdk.yaml \
                                    --output-path sdk --overwrite >/dev/null
                                tool=$(readlink -f "$(command -v openapi-python-client)")
                                PYTHONPATH=sdk "$(dirname "$tool")/python" submit.py "$1"\
                                """,
                                "python"))
                .isEqualTo("completed 1 passed, signed by " + publicKey());
    }

    /** As docs/sdk.md has it, against this service. */
    @Test
    @EnabledIfCommand({"openapi-typescript", "node"})
    void typeScriptProgramOfTheDocumentsVotesFollowsAndVerifies() throws IOException {
        Files.writeString(directory.resolve("submit.mts"), program("typescript"));

        assertThat(
                        run(
                                """
                                tool=$(readlink -f "$(command -v openapi-typescript)")
                                modules=${tool%%/openapi-typescript/*}
                                ln -sfn "$modules" node_modules
                                openapi-typescript openapi.json --output api.ts >/dev/null 2>&1
                                node_modules/.bin/tsc --strict --target es2023 --module nodenext \
                                    --skipLibCheck submit.mts
                                node submit.mjs "$1"\
                                """,
                                "typescript"))
                .isEqualTo("completed 1 passed, signed by " + publicKey());
    }

    private static String publicKey() {
        return service.client().get("/instance").text("public_key");
    }

    private static String program(String language) throws IOException {
        var page = Files.readString(Path.of("docs/sdk.md"));
        var start = "```" + language + "\n";
        int begin = page.indexOf(start) + start.length();
        return page.substring(begin, page.indexOf("```", begin));
    }

    /** Runs a script as the second validator, on an archive that the first has voted for. */
    private static String run(String script, String name) throws IOException {
        var repository = TestRepository.create(directory.resolve("origin-" + name));
        repository.commit("a.txt", "a\n");
        var archive =
                Files.write(
                        directory.resolve(name + ".zip"),
                        TestArchive.withAgent("agent.sh", "true\n")
                                .task(name, repository, "true\n")
                                .zip());
        service.client().submit(TestKeys.ALICE, Files.readAllBytes(archive));
        var variables =
                "export TERM_EXECUTOR_URL=http://127.0.0.1:%d TERM_EXECUTOR_SEED=%s HOTKEY=%s\n"
                        .formatted(
                                service.port(), "02".repeat(32), TestKeys.BOB.hotkey().address());
        return Shell.run(directory, variables + script, archive.toString());
    }

    @Test
    @EnabledIfCommand("redocly")
    void redoclyReportsNoError() {
        var printed =
                Shell.run(
                        directory,
                        """
                        export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
                        redocly lint --extends recommended openapi.json
                        """);

        assertThat(printed).contains("Your API description is valid");
    }

    @Test
    @EnabledIfCommand("spectral")
    void spectralReportsNoError() {
        var printed =
                Shell.run(
                        directory,
                        """
                        echo 'extends: spectral:oas' > spectral.yaml
                        spectral lint --ruleset spectral.yaml openapi.json
                        """);

        assertThat(printed).contains("0 errors");
    }
}
