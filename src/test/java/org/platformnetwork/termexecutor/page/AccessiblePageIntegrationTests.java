package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.TestArchive;
import org.platformnetwork.termexecutor.testing.TestKeys;
import org.platformnetwork.termexecutor.testing.TestRepository;

/** Every view on every screen, for people who see little or use no mouse. */
@Tag("browser")
@EnabledIfCommand("chromium")
class AccessiblePageIntegrationTests {

    private static final int TASKS = 120;

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    @TempDir private static Path directory;
    private static RunningService service;
    private static String first;
    private static String second;
    private static String pending;

    @BeforeAll
    static void fill() {
        service = RunningService.start(directory.resolve("work"), Showcase.environment());
        first = MixedBatch.ended(service, TASKS, "a", MixedBatch::mixed);
        second = MixedBatch.ended(service, TASKS, "b", number -> null);
        var repository = TestRepository.create(directory.resolve("small"));
        repository.commit("a.txt", "a\n");
        var archive = TestArchive.withAgent("agent.sh", "true\n").task("t", repository, "true\n");
        pending = service.client().submit(TestKeys.ALICE, archive.zip()).text("batch_id");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void axeFindsNothing(Screen screen) {
        var visit = CHROMIUM.visit(service.port(), screen.options());
        for (var view :
                List.of(
                        "",
                        "#/batch/" + first,
                        "#/batch/" + pending,
                        "#/batch/" + first + "/task/calendar%2Fiso-dates-1",
                        "#/compare/" + first + "/" + second,
                        "#/nowhere")) {
            visit.page().navigate("about:blank");
            visit.open(view);
            assertThat(visit.locator("h1")).isVisible();
            assertThat(visit.locator("main")).not().containsText("Loading");
            assertThat(visit.locator(".badge, .first-error, a").last()).isAttached();
            assertThat(Axe.violations(visit.page())).as(screen + " " + view).isEmpty();
            assertThat(Contrast.tooLow(visit.page())).as(screen + " " + view).isEmpty();
            assertThat(visit.isWiderThanItsWindow()).as(screen + " " + view).isFalse();
        }
        visit.assertNothingWentWrong();
    }
}
