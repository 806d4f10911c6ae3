package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestKeys;

/** A batch from its first vote to its verdict, watched in a browser. */
@Tag("browser")
@EnabledIfCommand("chromium")
class WatchedBatchIntegrationTests {

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    private @TempDir Path directory;
    private Showcase showcase;
    private RunningService service;

    @BeforeEach
    void start() {
        showcase = new Showcase(directory);
        service = RunningService.start(directory.resolve("work"), Showcase.environment());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void readerSeesVotesPhasesAndVerdictsAsTheyCome() {
        var archive = showcase.archive().zip();
        var visit = CHROMIUM.visit(service.port()).open("");
        assertThat(visit.heading("No batch yet")).isVisible();
        assertThat(visit.locator(".command")).containsText("term-executor submit");

        var id = service.client().submit(TestKeys.ALICE, archive).text("batch_id");
        assertThat(visit.locator(".votes")).hasText("1 of 2 votes");
        assertThat(visit.row(id.substring(0, 8))).containsText("votes 1 of 2");

        service.client().submit(TestKeys.BOB, archive);
        assertThat(visit.heading("Running now")).isVisible();
        assertThat(visit.locator(".hero .numbers")).containsText("of 7 tasks");

        visit.locator(".hero").getByText(id.substring(0, 8)).click();
        assertThat(visit.heading("Batch " + id.substring(0, 8))).isVisible();
        assertThat(visit.row(Showcase.PASSES)).containsText("passed");
        assertThat(visit.row(Showcase.FAILS)).containsText("tests failed");
        assertThat(visit.row(Showcase.WAITS)).containsText("agent");
        assertThat(visit.locator(".lanes rect.running_agent")).not().hasCount(0);
        assertThat(visit.locator(".verdict")).containsText("judged so far");
        visit.picture("batch-running");

        showcase.go();
        Showcase.timeOut(service, id);
        assertThat(visit.locator(".card .badge").first()).hasText(Pattern.compile("completed"));
        assertThat(visit.locator(".score")).hasText("0.42");
        assertThat(visit.row("week-numbers")).containsText("timeout");
        assertThat(visit.row("broken-0")).containsText("not judged");
        assertThat(visit.locator("#live")).containsText("3 of 7 tasks passed");
        visit.picture("batch-finished");

        visit.row(Showcase.FAILS).getByRole(AriaRole.LINK).click();
        assertThat(visit.heading(Showcase.FAILS)).isFocused();
        assertThat(visit.locator(".card").first()).containsText("The tests do not pass");
        assertThat(visit.locator(".diff .added").first()).containsText("+");
        assertThat(visit.locator(".log")).containsText("expected 2026-01-02, got 2026-01-2");
        visit.picture("task");
        visit.assertNothingWentWrong();
    }
}
