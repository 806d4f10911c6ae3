package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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

/** A miner on the way from a batch of 120 tasks to the assertion that failed. */
@Tag("browser")
@EnabledIfCommand("chromium")
class FailedTaskPageIntegrationTests {

    private static final int TASKS = 120;
    private static final int FAILED = 1;
    private static final String LINE_OF_ASSERTION = Integer.toString(MixedBatch.LINES_BEFORE + 6);

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    @TempDir private static Path directory;
    private static RunningService service;
    private static String batch;

    @BeforeAll
    static void fill() {
        service = RunningService.start(directory.resolve("work"), Showcase.environment());
        batch = MixedBatch.ended(service, TASKS, "a", MixedBatch::mixed);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Visit visit(Screen screen) {
        return CHROMIUM.visit(service.port(), screen.options());
    }

    private static Visit openBatch(Screen screen) {
        var visit = visit(screen).open("#/batch/" + batch);
        assertThat(visit.locator(".tasks tbody tr").first()).isVisible();
        return visit;
    }

    private static Visit openTask(Screen screen) {
        var visit = visit(screen).open(task(FAILED));
        assertThat(visit.locator(".test .first-error").first()).isVisible();
        return visit;
    }

    private static String task(int number) {
        return "#/batch/%s/task/%s"
                .formatted(batch, MixedBatch.id(number).value().replace("/", "%2F"));
    }

    private static Locator chip(Visit visit, String name) {
        return visit.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }

    private static Locator button(Visit visit, String name) {
        return visit.locator(".log-section")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void strangerFindsTheFailingAssertionWithOneClick(Screen screen) {
        var visit = visit(screen).open("batch/" + batch);
        assertThat(visit.heading("Batch " + batch.substring(0, 8))).isVisible();
        visit.picture("batch-120-" + screen.fileName());

        visit.locator(".tasks tbody tr a").first().click();

        assertThat(visit.locator(".test .first-error")).containsText(MixedBatch.ASSERTION);
        assertThat(visit.locator(".first-failure"))
                .containsText("assert '2026-01-2' == '2026-01-02'");
        assertThat(visit.locator(".first-failure")).isInViewport();
        assertThat(visit.locator(".log .first-error")).containsText(MixedBatch.ASSERTION);
        visit.picture("task-failed-" + screen.fileName());
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_DARK", "LAPTOP_LIGHT", "UHD_DARK"})
    void passedFailedAndNotJudgedAreThreeNumbers(Screen screen) {
        var visit = openBatch(screen);

        assertThat(visit.locator(".card .outcome"))
                .hasText("✓ 48 passed ✕ 48 failed – 24 not judged");
        assertThat(visit.locator(".verdict")).hasText("0.40reward, 0.50 over the 96 tasks judged");
        assertThat(visit.locator(".progress .unjudged").boundingBox().width).isPositive();
        chip(visit, "not judged").click();
        assertThat(visit.locator(".tasks tbody tr")).hasCount(24);
        assertThat(visit.locator(".tasks tbody tr").first().locator("[data-label=Reward]"))
                .hasText("–");
        visit.locator(".tasks tbody tr a").first().click();
        assertThat(visit.locator(".score")).hasText("–");
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_LIGHT", "LAPTOP_DARK", "UHD_LIGHT"})
    void tasksAreFilteredSortedAndRememberedInTheAddress(Screen screen) {
        var visit = openBatch(screen);
        assertThat(visit.locator(".tasks tbody tr").first()).containsText("failed");
        assertThat(visit.locator(".tasks tbody tr").last()).containsText("passed");
        assertThat(visit.locator("#tasks")).isVisible();
        var above = visit.locator("#tasks").boundingBox();
        var timings = visit.locator("#timings").boundingBox();
        assertThat(above.y + above.x).isLessThan(timings.y + timings.x);

        chip(visit, "failed").click();
        assertThat(visit.locator(".tasks tbody tr")).hasCount(48);
        visit.locator("#failure").selectOption("timeout");
        assertThat(visit.locator(".tasks tbody tr")).hasCount(12);
        visit.page().getByLabel("Filter by name").fill("-77");
        assertThat(visit.locator(".tasks tbody tr")).hasCount(1);
        visit.page().reload();

        assertThat(visit.locator(".tasks tbody tr")).hasCount(1);
        assertThat(visit.page().getByLabel("Filter by name")).hasValue("-77");
        visit.page().getByLabel("Filter by name").fill("");
        visit.page().getByLabel("Order").selectOption("longest");
        assertThat(visit.locator(".tasks tbody tr").first()).containsText("6 min");
        assertThat(visit.isWiderThanItsWindow()).isFalse();
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"LAPTOP_LIGHT", "UHD_DARK"})
    void keysGoToTheNextTaskAndBack(Screen screen) {
        var visit = openBatch(screen);
        chip(visit, "failed").click();
        visit.page().keyboard().press("j");
        visit.page().keyboard().press("j");
        visit.page().keyboard().press("k");
        assertThat(visit.locator(".tasks tbody tr a").first()).isFocused();
        visit.page().keyboard().press("Enter");
        assertThat(visit.locator("h1")).hasText(MixedBatch.id(1).value());
        assertThat(visit.locator(".siblings")).containsText("1 of 48 failed");

        visit.page().keyboard().press("j");
        assertThat(visit.locator("h1")).hasText(MixedBatch.id(4).value());
        visit.link("← previous").click();

        assertThat(visit.locator("h1")).hasText(MixedBatch.id(1).value());
        visit.page().getByLabel("Search in the log").fill("j");
        assertThat(visit.locator("h1")).hasText(MixedBatch.id(1).value());
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_DARK", "LAPTOP_LIGHT", "UHD_LIGHT"})
    void logHasAFoldForEachStepWithTheOneOpenThatFailed(Screen screen) {
        var visit = openTask(screen);
        var open = visit.locator(".log details[open]");

        assertThat(visit.locator(".log details")).hasCount(4);
        assertThat(open).hasCount(1);
        assertThat(open.locator("summary")).containsText(MixedBatch.FAIL);
        assertThat(open.locator("summary")).containsText("1,612 lines · Exit code 1 after 2.1 s.");
        assertThat(visit.locator(".log .first-error")).isVisible();
        assertThat(visit.locator(".log .line").first())
                .hasAttribute("data-time", Pattern.compile("\\d\\d:\\d\\d:\\d\\d"));
        assertThat(visit.locator(".log .line").count()).isLessThanOrEqualTo(1000);
        button(visit, "Unfold all").click();
        assertThat(open).hasCount(4);
        button(visit, "Fold all").click();
        assertThat(open).hasCount(0);
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_LIGHT", "LAPTOP_DARK", "UHD_DARK"})
    void linesOfALogHaveNumbersThatLink(Screen screen) {
        var visit = openTask(screen);
        var name = visit.locator(".log .first-error a").getAttribute("id");
        visit.locator(".log .first-error a").click();
        assertThat(visit.locator(".log .target")).containsText(MixedBatch.ASSERTION);
        assertThat(visit.page().url()).endsWith("line=" + name);

        var other = visit(screen);
        other.page().navigate(visit.page().url());

        assertThat(other.locator(".log .target")).containsText(MixedBatch.ASSERTION);
        assertThat(other.locator(".log .target")).isInViewport();
        var test = visit(screen).open(task(FAILED) + "?line=test0-" + LINE_OF_ASSERTION);
        assertThat(test.locator(".test .target")).isInViewport();
        assertThat(test.locator(".test .target")).containsText("E  ");
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_DARK", "LAPTOP_DARK", "UHD_LIGHT"})
    void logIsSearchedWrappedAndSavedAsText(Screen screen) throws IOException {
        var visit = openTask(screen);
        var search = visit.page().getByLabel("Search in the log");
        var section = visit.locator(".log-section");

        search.fill("test_zones");
        assertThat(section.locator(".number").first()).hasText("1 of 900");
        assertThat(visit.locator(".log .current")).containsText("test_0 PASSED");
        search.press("Shift+Enter");
        assertThat(section.locator(".number").first()).hasText("900 of 900");
        assertThat(visit.locator(".log .current")).containsText("test_899 PASSED");
        assertThat(visit.locator(".log .current")).isInViewport();
        search.fill("nowhere to be found");
        assertThat(section.locator(".number").first()).hasText("no match");

        button(visit, "Wrap").click();
        assertThat(visit.locator(".log")).hasClass(Pattern.compile("wraps"));
        assertThat(visit.locator(".log .text").first()).hasCSS("white-space-collapse", "preserve");
        var saved = visit.page().waitForDownload(() -> button(visit, "Raw text").click());
        assertThat(Files.readString(saved.path()))
                .startsWith("Cloned.\nreading calendar.py\n")
                .contains(MixedBatch.ASSERTION);
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_LIGHT", "LAPTOP_LIGHT", "UHD_DARK"})
    void stepsAreGroupedByScriptAndUnfold(Screen screen) {
        var visit = openTask(screen);
        var rows = visit.locator(".steps tbody > tr:visible");
        assertThat(rows).hasCount(5);
        var script = rows.filter(new Locator.FilterOptions().setHasText(MixedBatch.FAIL));
        assertThat(script).containsText("exit 1");
        assertThat(script).containsText("4.2 s");

        script.getByRole(AriaRole.BUTTON).click();

        assertThat(rows).hasCount(9);
        assertThat(visit.locator(".steps")).containsText("base " + MixedBatch.FAIL);
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_DARK", "LAPTOP_LIGHT", "UHD_LIGHT"})
    void taskSaysWhatItIsAboutAndWhereItComesFrom(Screen screen) {
        var visit =
                CHROMIUM.visit(
                        service.port(),
                        screen.options()
                                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        visit.open(task(FAILED));
        var card = visit.locator(".facts").first();

        assertThat(visit.locator(".prompt")).containsText("months and days have two digits.");
        assertThat(card).containsText("github.com/example/calendar");
        assertThat(card.locator("a").first()).hasAttribute("href", MixedBatch.REPOSITORY);
        assertThat(card.locator("a").nth(1))
                .hasAttribute(
                        "href", "https://github.com/example/calendar/tree/" + MixedBatch.COMMIT);
        assertThat(card).containsText("Agentaaaaaaaaaaaa");
        assertThat(card.locator("time")).isVisible();
        visit.page().getByLabel("Copy the commit").click();
        assertThat(visit.page().getByLabel("Copy the commit")).hasText("copied");
        assertThat(visit.page().evaluate("() => navigator.clipboard.readText()"))
                .isEqualTo(MixedBatch.COMMIT);
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_LIGHT", "LAPTOP_DARK", "UHD_LIGHT"})
    void changeIsFoldedByFileAndBinaryFilesHaveASizeOnly(Screen screen) {
        var visit = openTask(screen);
        var files = visit.locator(".file");

        assertThat(files).hasCount(3);
        assertThat(visit.locator(".diff > p")).hasText("3 files, +601 −1");
        assertThat(files.nth(0).locator(".added")).containsText("month:02");
        assertThat(files.nth(1).locator("summary")).containsText("binary, 2.0 KiB");
        assertThat(visit.locator(".diff")).not().containsText("zcmeAS");
        assertThat(files.nth(2)).not().hasAttribute("open", "");
        assertThat(files.nth(2).locator(".added")).hasCount(0);
        files.nth(2).locator("summary").click();
        assertThat(files.nth(2).locator(".added")).hasCount(600);
        visit.assertNothingWentWrong();
    }

    @Test
    void outputOfAScriptThatPassedIsFolded() {
        var visit = openTask(Screen.LAPTOP_LIGHT);

        assertThat(visit.locator(".test").first()).containsText("FAIL");
        assertThat(visit.locator(".test").nth(1)).containsText("PASS");
        assertThat(visit.locator(".test").nth(1).locator(".output")).isHidden();
    }
}
