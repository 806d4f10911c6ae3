package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Each view with everything in it: by keyboard, on a phone, in the dark. */
@Tag("browser")
@EnabledIfCommand("chromium")
class PageViewsIntegrationTests {

    private static final int MOST_TABS = 40;

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    @TempDir private static Path directory;
    private static RunningService service;
    private static String ended;
    private static String waiting;
    private static String queued;

    /** One batch has ended, one runs, one waits for its turn and one for votes. */
    @BeforeAll
    static void fill() {
        var first = new Showcase(directory.resolve("first"));
        var second = new Showcase(directory.resolve("second"));
        service = RunningService.start(directory.resolve("work"), Showcase.environment());
        first.go();
        ended = Showcase.submit(service, first.archive());
        Showcase.timeOut(service, ended);
        var batch = "/batch/" + ended;
        await().until(() -> service.client().get(batch).text("status").equals("completed"));
        waiting = Showcase.submit(service, second.archive());
        var repository = TestRepository.create(directory.resolve("small"));
        repository.commit("a.txt", "a\n");
        queued = Showcase.submit(service, small("queued", repository));
        service.client().submit(TestKeys.ALICE, small("pending", repository).zip());
        service.client().delete(TestKeys.ALICE, "/batch/" + waiting);
        var task = Showcase.WAITS.replace("/", "%2F");
        service.client().delete(TestKeys.BOB, "/batch/" + waiting + "/task/" + task);
    }

    private static TestArchive small(String name, TestRepository repository) {
        return TestArchive.withAgent("agent.sh", "true\n").task(name, repository, "true\n");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void overviewShowsWhatRunsAndWhatWaits() {
        var visit = CHROMIUM.visit(service.port()).open("");

        assertThat(visit.locator(".hero")).containsText(waiting.substring(0, 8));
        assertThat(visit.locator(".hero")).containsText("4 of 7 tasks");
        assertThat(visit.locator("ol.list li")).hasCount(1);
        assertThat(visit.locator("ul.list li")).containsText("1 of 2 votes");
        assertThat(visit.locator("tbody").first().locator("tr")).hasCount(4);
        assertThat(visit.row(ended.substring(0, 8))).containsText("0.42");
        assertThat(visit.locator(".facts")).containsText("3 (trusted list only");
        assertThat(visit.locator("main")).containsText("Tests run with a network");
        visit.picture("overview");
        visit.assertNothingWentWrong();
    }

    @Test
    void batchThatWaitsSaysForWhat() {
        var visit = CHROMIUM.visit(service.port()).open("");
        visit.locator("ul.list a").click();
        assertThat(visit.locator(".card .badge").first()).containsText("voting");
        assertThat(visit.locator(".votes")).hasText("1 of 2 votes");

        visit.open("#/batch/" + queued);
        assertThat(visit.locator(".card .badge").first()).containsText("queued, no. 1");

        visit.open("#/batch/00000000-0000-4000-8000-000000000000");
        assertThat(visit.locator(".problem").first()).hasText("There is no such batch.");
        visit.open("#/batch/" + ended + "/task/none");
        assertThat(visit.locator(".problem").first()).hasText("This batch has no task of that id.");
        visit.assertNothingWentWrong();
    }

    @Test
    void votesToCancelAreShown() {
        var visit = CHROMIUM.visit(service.port()).open("#/batch/" + waiting);

        assertThat(visit.locator(".cancellation p")).hasCount(2);
        assertThat(visit.locator(".cancellation p").first())
                .hasText("The batch: 1 of 2 votes to cancel");
        assertThat(visit.locator(".cancellation"))
                .containsText(Showcase.WAITS + ": 1 of 2 votes to cancel");
        visit.assertNothingWentWrong();
    }

    @Test
    void whatIsNotPublicIsASentence() {
        var visit = CHROMIUM.visit(service.port()).open(task(waiting, Showcase.WAITS));

        assertThat(visit.locator("main"))
                .containsText("Logs become public when the batch has ended.");
        visit.open(task(waiting, Showcase.FAILS));
        assertThat(visit.locator(".test").first())
                .containsText("What it printed is not public now.");
        assertThat(visit.locator("main")).containsText("What the agent changed is not public now.");
        visit.assertNothingWentWrong();
    }

    @Test
    void keyboardIsEnough() {
        var visit = CHROMIUM.visit(service.port()).open("");
        assertThat(visit.row(ended.substring(0, 8))).isVisible();
        visit.page().keyboard().press("Tab");
        assertThat(visit.link("Skip to content")).isFocused();
        visit.page().keyboard().press("Enter");
        assertThat(visit.locator("#main")).isFocused();

        tabTo(visit, visit.row(ended.substring(0, 8)).getByRole(AriaRole.LINK));
        visit.page().keyboard().press("Enter");
        assertThat(visit.heading("Batch " + ended.substring(0, 8))).isFocused();
        tabTo(visit, visit.row(Showcase.PASSES).getByRole(AriaRole.LINK));
        visit.page().keyboard().press("Enter");
        assertThat(visit.heading(Showcase.PASSES)).isFocused();
        assertThat(visit.locator(".log")).containsText("2000 was a leap year");
        var step = visit.locator(".log .step").first();
        assertThat(step).hasAttribute("open", "");
        tabTo(visit, step.locator("summary"));
        visit.page().keyboard().press("Enter");

        assertThat(step).not().hasAttribute("open", "");
        visit.page().goBack();
        assertThat(visit.heading("Batch " + ended.substring(0, 8))).isVisible();
        visit.assertNothingWentWrong();
    }

    /** What has the focus stays in the page although it is refreshed, and is seen to have it. */
    private static void tabTo(Visit visit, Locator target) {
        for (int i = 0; i < MOST_TABS; i++) {
            visit.page().keyboard().press("Tab");
            if ((Boolean) target.evaluate("e => e === document.activeElement")) {
                assertThat(target).not().hasCSS("outline-style", "none");
                return;
            }
        }
        throw new AssertionError("no way there by keyboard");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"DARK", "LIGHT"})
    void viewsAreAsWideAsAPhone(ColorScheme scheme) {
        var visit =
                CHROMIUM.visit(
                        service.port(),
                        new Browser.NewContextOptions()
                                .setViewportSize(390, 844)
                                .setIsMobile(true)
                                .setHasTouch(true)
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setColorScheme(scheme));
        var views = List.of("", "#/batch/" + ended, task(ended, Showcase.FAILS), "#/nowhere");
        for (var view : views) {
            visit.page().navigate("about:blank");
            visit.open(view);
            assertThat(visit.locator("h1")).isVisible();
            assertThat(visit.locator(view.contains("task") ? ".log" : "h1")).isVisible();
            assertThat(visit.locator("main")).not().containsText("Loading");
            assertThat(visit.isWiderThanItsWindow()).as(view).isFalse();
            visit.picture("phone-%d-%s".formatted(views.indexOf(view), name(scheme)));
        }
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"DARK", "LIGHT"})
    void textStandsOutFromItsGround(ColorScheme scheme) {
        var visit =
                CHROMIUM.visit(
                        service.port(),
                        new Browser.NewContextOptions()
                                .setViewportSize(1280, 1360)
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setColorScheme(scheme));
        for (var view : List.of("", "#/batch/" + ended, task(ended, Showcase.FAILS))) {
            visit.page().navigate("about:blank");
            visit.open(view);
            assertThat(visit.locator(view.contains("task") ? ".log" : ".badge").first())
                    .isVisible();
            assertThat(Contrast.tooLow(visit.page())).as(scheme + " " + view).isEmpty();
            var name =
                    (view.isEmpty() ? "overview" : view.contains("task") ? "task" : "batch")
                            + "-"
                            + name(scheme);
            visit.windowPicture("window-" + name);
            visit.picture(name);
        }
    }

    private static String name(ColorScheme scheme) {
        return scheme.name().toLowerCase(Locale.ROOT);
    }

    private static String task(String batch, String task) {
        return "#/batch/" + batch + "/task/" + task.replace("/", "%2F");
    }
}
