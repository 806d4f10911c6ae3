package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Media;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.batch.FailureClass;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** An operator who finds batches, compares agents, prints, and has a service that hangs. */
@Tag("browser")
@EnabledIfCommand("chromium")
class OperatorPageIntegrationTests {

    private static final int TASKS = 120;
    private static final int MOST_TASKS = 2000;
    private static final int MOST_NODES = 3000;

    /** What the page promises to notice, in milliseconds. */
    private static final double HUNG = 10_000;

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    @TempDir private static Path directory;
    private static RunningService service;
    private static String first;
    private static String second;
    private static String large;
    private static String pending;

    @BeforeAll
    static void fill() {
        service = RunningService.start(directory.resolve("work"), Showcase.environment());
        first = MixedBatch.ended(service, TASKS, "a", MixedBatch::mixed);
        second =
                MixedBatch.ended(
                        service,
                        TASKS,
                        "b",
                        number ->
                                number % 10 == 8
                                        ? FailureClass.INVALID_TASK
                                        : number % 3 == 0 ? FailureClass.TESTS_FAILED : null);
        large = MixedBatch.ended(service, MOST_TASKS, "c", MixedBatch::mixed);
        var repository = TestRepository.create(directory.resolve("small"));
        repository.commit("a.txt", "a\n");
        var archive = TestArchive.withAgent("agent.sh", "true\n").task("t", repository, "true\n");
        pending = service.client().submit(TestKeys.ALICE, archive.zip()).text("batch_id");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Visit visit(Screen screen) {
        return CHROMIUM.visit(service.port(), screen.options());
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_LIGHT", "LAPTOP_DARK", "UHD_LIGHT"})
    void batchIsFoundFromWhatWasCopied(Screen screen) {
        var visit = visit(screen).open("batch/" + first);
        assertThat(visit.heading("Batch " + first.substring(0, 8))).isVisible();

        visit.open("");
        visit.page().getByLabel("Open").fill("no id");
        visit.page().getByLabel("Open").press("Enter");
        assertThat(visit.locator("#find-note")).hasText("There is no batch id in it.");
        visit.page()
                .getByLabel("Open")
                .fill("http://10.0.0.7:8080/batch/" + second + " 202 Accepted");
        visit.page().getByLabel("Open").press("Enter");

        assertThat(visit.heading("Batch " + second.substring(0, 8))).isVisible();
        assertThat(visit.link("JSON")).hasAttribute("href", "/batch/" + second + "?outputs=true");
        visit.assertNothingWentWrong();
    }

    @Test
    void programsGetTheBatchAndPeopleThePage() {
        var client = service.client();
        var request = client.request("/batch/" + first).header("Upgrade-Insecure-Requests", "1");

        var page = client.send(request.build());

        assertThat(page.status()).isEqualTo(303);
        assertThat(page.response().headers().firstValue("Location")).hasValue("/#/batch/" + first);
        assertThat(client.get("/batch/" + first).text("batch_id")).isEqualTo(first);
        var html = client.request("/batch/" + first).header("Accept", "text/html").build();
        assertThat(client.send(html).text("batch_id")).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_DARK", "LAPTOP_LIGHT", "UHD_DARK"})
    void pendingVotesSayHowManyAreMissingAndUntilWhen(Screen screen) {
        var visit = visit(screen).open("");
        var sentence =
                Pattern.compile(
                        "1 more needed of the 2 validators who have not voted, expires in \\d+"
                                + " min");
        assertThat(visit.locator("ul.list li")).containsText(sentence);
        assertThat(visit.row(first.substring(0, 8)))
                .containsText("✓ 48 passed ✕ 48 failed – 24 not judged of 120");
        visit.picture("overview-" + screen.fileName());

        visit.locator("ul.list a").click();

        assertThat(visit.locator(".facts")).containsText(sentence);
        assertThat(visit.locator("main")).not().containsText(TestKeys.ALICE.hotkey().address());
        assertThat(service.client().get("/batch/" + pending).text("total_validators"))
                .isEqualTo("3");
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void twoAgentsAreComparedTaskByTask(Screen screen) {
        var visit = visit(screen).open("#/batch/" + first);
        visit.page().getByLabel("Compare with").selectOption(second);

        assertThat(visit.heading("Comparison")).isVisible();
        assertThat(visit.locator("main"))
                .containsText("120 tasks in common, with the same content.");
        var onlyFirst = visit.locator(".chip.first");
        assertThat(onlyFirst).hasText("only A passed 16");
        assertThat(visit.locator(".comparison tbody tr").first()).containsText("only A passed");
        visit.picture("comparison-" + screen.fileName());
        onlyFirst.click();
        assertThat(visit.locator(".comparison tbody tr")).hasCount(16);
        assertThat(visit.isWiderThanItsWindow()).isFalse();
        visit.locator(".comparison tbody tr [data-label=B] a").first().click();
        assertThat(visit.locator(".trail")).containsText("Batch " + second.substring(0, 8));
        visit.assertNothingWentWrong();
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_DARK", "LAPTOP_LIGHT", "UHD_LIGHT"})
    void asManyTasksAsThereCanBeTakeFewNodes(Screen screen) {
        var visit = visit(screen);
        long began = System.nanoTime();
        visit.open("#/batch/" + large);
        assertThat(visit.locator(".tasks")).hasAttribute("aria-rowcount", "2001");
        assertThat(visit.locator(".lanes .sign").first()).isAttached();
        long millis = (System.nanoTime() - began) / 1_000_000;
        int nodes = nodes(visit);
        System.out.printf("2,000 tasks, %s: %d ms, %d elements%n", screen, millis, nodes);

        assertThat(nodes).isLessThan(MOST_NODES);
        visit.page()
                .evaluate(
                        "() => document.querySelector('.tasks tbody.room:last-child"
                                + " tr').scrollIntoView({block: 'end'})");
        assertThat(
                        visit.row(MixedBatch.id(1996).value())
                                .or(visit.row(MixedBatch.id(1995).value()))
                                .first())
                .isVisible();
        assertThat(nodes(visit)).isLessThan(MOST_NODES);
        visit.page().getByLabel("Filter by name").fill("-1234");
        assertThat(visit.locator(".tasks tbody tr")).hasCount(1);
        visit.assertNothingWentWrong();
    }

    private static int nodes(Visit visit) {
        return (Integer) visit.page().evaluate("() => document.querySelectorAll('*').length");
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"PHONE_LIGHT", "LAPTOP_DARK", "UHD_DARK"})
    void serviceThatHangsIsNoticedWithinTenSeconds(Screen screen) {
        for (var view : List.of("", "#/batch/" + first)) {
            var visit = visit(screen).open(view);
            assertThat(visit.locator("h1")).isVisible();
            visit.page().route("**", route -> {});

            assertThat(visit.locator("#connection"))
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(HUNG));
            assertThat(visit.locator("#connection")).containsText("does not answer");
            visit.page().unrouteAll();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Screen.class,
            names = {"UHD_LIGHT", "UHD_DARK"})
    void wideScreenIsUsedAndNamesAreWhole(Screen screen) {
        var visit = visit(screen).open("#/batch/" + first);
        assertThat(visit.locator(".lanes .sign").first()).isAttached();

        var tasks = visit.locator(".tasks-section").boundingBox();
        var timings = visit.locator(".timings").boundingBox();
        assertThat(timings.x).isGreaterThan(tasks.x + tasks.width);
        assertThat(timings.x + timings.width - tasks.x).isGreaterThan(2000);
        assertThat(
                        visit.page()
                                .evaluate(
                                        "() => [...document.querySelectorAll('.tasks th,"
                                            + " .lane-labels span')].filter(e => e.scrollWidth >"
                                            + " e.clientWidth + 1 && e.clientWidth > 0).length"))
                .isEqualTo(0);
        visit.assertNothingWentWrong();
    }

    @Test
    void printHasEverythingAndNoTools() {
        var visit = visit(Screen.LAPTOP_DARK);
        for (var view :
                Map.of("print-batch", "", "print-task", "/task/calendar%2Fiso-dates-1")
                        .entrySet()) {
            visit.page().navigate("about:blank");
            visit.open("#/batch/" + first + view.getValue());
            assertThat(visit.locator(".row h1").or(visit.locator("h1")).first()).isVisible();
            assertThat(visit.locator(".tasks tbody tr, .test").first()).isVisible();
            visit.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            visit.page().evaluate("() => dispatchEvent(new Event('beforeprint'))");
            assertThat(visit.locator("main .tools").first()).isHidden();
            assertThat(visit.locator("details:not([open])")).hasCount(0);
            assertThat(Contrast.tooLow(visit.page())).isEmpty();
            visit.picture(view.getKey());
            // Prints the page, which ends with an event of its own at some time.
            visit.page()
                    .pdf(
                            new Page.PdfOptions()
                                    .setFormat("A4")
                                    .setPath(
                                            Path.of("target/screenshots", view.getKey() + ".pdf")));
            visit.page().emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));
        }
        assertThat(visit.page().getByRole(AriaRole.HEADING).first()).isVisible();
        visit.assertNothingWentWrong();
    }

    @Test
    void clientOfTheContractReadsWhatIsNew() {
        ServiceClient client = service.client();
        var task = client.get("/batch/" + first + "/task/calendar%2Fiso-dates-1").json();

        assertThat(task.path("repository").asString()).isEqualTo(MixedBatch.REPOSITORY);
        assertThat(task.path("base_commit").asString()).isEqualTo(MixedBatch.COMMIT);
        assertThat(task.path("prompt").asString()).startsWith("iso_date:");
        assertThat(task.path("content_hash").asString()).hasSize(64);
        assertThat(task.path("started_at").asString()).endsWith("Z");
        assertThat(client.get("/batch/" + first).text("agent_hash")).isEqualTo("a".repeat(64));
        assertThat(client.get("/batches").json().findValuesAsString("scored_tasks")).contains("96");
    }
}
