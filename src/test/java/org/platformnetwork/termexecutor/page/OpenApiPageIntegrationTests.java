package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;

/** The API's description as a reader of the page sees it. */
@Tag("browser")
@EnabledIfCommand("chromium")
class OpenApiPageIntegrationTests {

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    @TempDir private static Path directory;
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(directory.resolve("work"), Map.of("ISOLATION", "process"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everyOperationAndSchemaStandsThereAndEveryLinkLeadsSomewhere() {
        var document = service.client().get("/openapi.json").json();
        long operations = document.path("paths").valueStream().mapToLong(path -> path.size()).sum();

        var visit = CHROMIUM.visit(service.port()).open("openapi");

        assertThat(visit.locator("section.operation")).hasCount(Math.toIntExact(operations));
        assertThat(visit.locator("section[id^=schema-]"))
                .hasCount(document.at("/components/schemas").size());
        assertThat(
                        (Integer)
                                visit.page()
                                        .evaluate(
                                                """
                                                () => [...document.querySelectorAll('a[href^="#"]')].filter(
                                                  link => !document.getElementById(link.hash.slice(1))).length
                                                """))
                .isZero();
        visit.picture("openapi");
        visit.assertNothingWentWrong();
    }

    @Test
    void answerIsReachedAndOpenedWithTheKeyboard() {
        var visit = CHROMIUM.visit(service.port()).open("openapi#submit");
        assertThat(visit.locator("#submit")).isVisible();

        visit.locator("#submit summary").first().focus();
        visit.page().keyboard().press("Enter");

        assertThat(visit.locator("#submit details[open] pre").first())
                .containsText("pending_consensus");
        visit.assertNothingWentWrong();
    }

    @Test
    void phoneShowsAllOfItWithoutMovingSideways() {
        var phone = new Browser.NewContextOptions().setViewportSize(360, 740);
        var visit = CHROMIUM.visit(service.port(), phone).open("openapi");
        assertThat(visit.locator("#schemas")).isVisible();

        visit.page()
                .evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)");

        assertThat(visit.isWiderThanItsWindow()).isFalse();
        visit.assertNothingWentWrong();
    }
}
