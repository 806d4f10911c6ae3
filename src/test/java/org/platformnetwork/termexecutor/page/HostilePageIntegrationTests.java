package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.archive.ArchiveHash;
import org.platformnetwork.termexecutor.batch.BatchInputs;
import org.platformnetwork.termexecutor.batch.Batches;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.batch.TaskResult;
import org.platformnetwork.termexecutor.batch.TaskState;
import org.platformnetwork.termexecutor.batch.TaskStatus;
import org.platformnetwork.termexecutor.batch.log.TestBatches;
import org.platformnetwork.termexecutor.store.Store;
import org.platformnetwork.termexecutor.task.TaskId;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Names, outputs and changes that want to be more than text. */
@Tag("browser")
@EnabledIfCommand("chromium")
class HostilePageIntegrationTests {

    private static final String MARKUP =
            "<img src=x onerror=alert(1)><script>alert(2)</script><a href='javascript:alert(3)'>";
    private static final String TASK = "evil/" + MARKUP + "\u202egnp.exe/../#?%2f&amp;";
    private static final int MOST_TASKS = 2000;
    private static final int LONG_LINE = 1_000_000;

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    @TempDir private static Path directory;
    private static RunningService service;
    private static String batchId;

    @BeforeAll
    static void evaluate() {
        var repository = TestRepository.create(directory.resolve("origin"));
        repository.commit("a.txt", "a\n");
        service =
                RunningService.start(
                        directory.resolve("work"),
                        Map.of("ISOLATION", "process", "MAX_OUTPUT_BYTES", "3000000"));
        var agent =
                """
                seq 1 6000
                cat <<'END'
                %1$s
                END
                printf '\\033]0;title\\007\\033[2J\\033[31;1mred\\033[0m \\033]8;;https://example.invalid\\007link\\033]8;;\\007 \\342\\200\\256desrever\\n'
                printf '10%%%%\\r20%%%%\\r30%%%%\\n'
                head -c %2$d /dev/zero | tr '\\0' x
                echo
                cat > '<img src=x onerror=alert(4)>.html' <<'END'
                %1$s
                END
                head -c %2$d /dev/zero | tr '\\0' y > long.txt
                printf '\\033[31mred\\342\\200\\256\\n' > terminal.txt
                """
                        .formatted(MARKUP, LONG_LINE);
        var archive =
                TestArchive.withAgent("agent.sh", agent)
                        .task("t", repository, "cat <<'END'\n" + MARKUP + "\nEND\nexit 1\n")
                        .file(
                                "tasks/t/workspace.yaml",
                                "id: \"%s\"\nrepo: %s\n"
                                        .formatted(
                                                TASK.replace("\u202e", "\\u202e"),
                                                repository.url()));
        batchId = service.evaluate(archive).path("batch_id").asString();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everythingIsText() {
        var visit = CHROMIUM.visit(service.port()).open("#/batch/" + batchId);
        var shown = TASK.replace('\u202e', '\ufffd');
        assertThat(visit.row("evil/")).containsText(shown);
        assertThat(visit.locator(".lane-labels")).containsText(shown);

        visit.row("evil/").getByRole(AriaRole.LINK).click();

        assertThat(visit.locator("h1")).hasText(shown);
        assertThat(visit.locator(".test .output")).containsText(MARKUP);
        assertThat(visit.locator(".diff")).containsText("+" + MARKUP);
        assertThat(visit.locator(".file h3").first()).containsText("onerror=alert(4)");
        assertThat(visit.locator(".diff")).containsText("+\u241b[31mred\ufffd");
        assertThat(visit.locator("#main img, #main script, #main a[href^=javascript]")).hasCount(0);
        assertThat(visit.locator("#main [onerror], #main [style*=url]")).hasCount(0);
        visit.assertNothingWentWrong();
    }

    @Test
    void terminalSequencesColourTheLogAndDoNothingElse() {
        var visit = openTask();
        var log = visit.locator(".log");
        visit.page().getByLabel("Search in the log").fill("desrever");

        assertThat(log).containsText("red link \ufffddesrever");
        assertThat(log.locator("span.ansi-red")).hasText("red");
        assertThat(log.getByText("30%")).hasText("30%");
        assertThat(log).containsText(MARKUP);
        assertThat(log).containsText("earlier lines");
        assertThat(log.locator(".line").count()).isLessThan(2000);
        assertThat(visit.page().title()).startsWith("evil/");
        visit.assertNothingWentWrong();
    }

    @Test
    void lineOfAMillionCharactersIsCut() {
        var visit = openTask();

        assertThat(
                        visit.locator(".diff .added")
                                .filter(new Locator.FilterOptions().setHasText("yyyy")))
                .containsText("998,001 more characters");
        visit.page().getByLabel("Search in the log").fill("xxxx");
        assertThat(visit.locator(".log")).containsText("998,000 more characters");
        var longest =
                (Number)
                        visit.page()
                                .evaluate(
                                        "() => Math.max(...[...document.querySelectorAll('#main"
                                            + " *')].filter(e => e.children.length === 0).map(e =>"
                                            + " e.textContent.length))");
        assertThat(longest.intValue()).isLessThan(3000);
        assertThat(visit.isWiderThanItsWindow()).isFalse();
        visit.assertNothingWentWrong();
    }

    @Test
    void policyStopsWhatTextDidNot() {
        var visit = CHROMIUM.visit(service.port()).open("");
        assertThat(visit.row(batchId.substring(0, 8))).isVisible();

        var ran =
                visit.page()
                        .evaluate(
                                "() => { const script = document.createElement('script');"
                                    + " script.textContent = 'window.ran = true';"
                                    + " document.body.append(script); return 'ran' in window; }");

        assertThat(ran).isEqualTo(false);
    }

    @Test
    void asManyTasksAsAnArchiveMayHoldStayUsable() {
        var batch =
                TestBatches.open(
                        service.bean(Store.class),
                        service.bean(Batches.class),
                        new ArchiveHash("ab".repeat(32)),
                        InstantSource.system());
        batch.run(
                new BatchInputs("cafe", "process", "1", List.of()),
                IntStream.range(0, MOST_TASKS)
                        .mapToObj(i -> TaskState.queued(new TaskId("owner/name-" + i)))
                        .toList());
        var visit = CHROMIUM.visit(service.port()).open("#/batch/" + batch.id());
        assertThat(visit.locator(".tasks"))
                .hasAttribute("aria-rowcount", Integer.toString(MOST_TASKS + 1));
        visit.page().getByLabel("Filter by name").fill("name-1999");
        assertThat(visit.locator(".tasks tbody tr")).hasCount(1);

        batch.taskEnters(new TaskId("owner/name-1999"), TaskStatus.RUNNING_AGENT);
        assertThat(visit.row("name-1999")).containsText("agent");
        batch.cancel("enough", Set.of(), TaskResult.failed(FailureClass.CANCELLED, "no"));
        batch.finish("enough");

        assertThat(visit.locator(".lanes .sign").first()).isAttached();
        assertThat(visit.row("name-1999")).containsText("cancelled");
        assertThat(visit.locator(".lane-box")).isVisible();
        visit.assertNothingWentWrong();
    }

    private Visit openTask() {
        return CHROMIUM.visit(service.port()).open(taskHash());
    }

    private static String taskHash() {
        var id = URLEncoder.encode(TASK, StandardCharsets.UTF_8);
        return "#/batch/" + batchId + "/task/" + id.replace("+", "%20");
    }
}
