package org.platformnetwork.termexecutor.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.RunningService;

/** A reader who stays while the service ends and starts again. */
@Tag("browser")
@EnabledIfCommand("chromium")
class ReconnectingPageIntegrationTests {

    @RegisterExtension private static final Chromium CHROMIUM = new Chromium();

    private @TempDir Path directory;
    private int port;
    private Showcase showcase;
    private RunningService service;

    @BeforeEach
    void start() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        showcase = new Showcase(directory);
        startService();
    }

    private void startService() {
        var environment = new HashMap<>(Showcase.environment());
        environment.put("PORT", Integer.toString(port));
        environment.put("PUBLIC_LOGS", "live");
        service = RunningService.start(directory.resolve("work"), environment);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void viewsGoOnWhereTheyWere() {
        var id = Showcase.submit(service, showcase.archive());
        var batch = CHROMIUM.visit(port).open("#/batch/" + id);
        var task = CHROMIUM.visit(port).open(taskHash(id));
        var overview = CHROMIUM.visit(port).open("");
        assertThat(batch.row(Showcase.WAITS)).containsText("agent");
        assertThat(task.locator(".log")).containsText("days_in_month: January");
        assertThat(overview.locator(".hero .numbers")).containsText("of 7 tasks");

        service.close();
        for (var visit : new Visit[] {batch, task, overview}) {
            assertThat(visit.locator("#connection")).hasText("Connection lost, retrying …");
            assertThat(visit.locator("h1")).isVisible();
        }
        batch.picture("connection-lost");
        showcase.go();
        startService();
        Showcase.timeOut(service, id);

        assertThat(batch.locator(".card .badge").first()).containsText("completed");
        assertThat(batch.locator("#connection")).isHidden();
        assertThat(batch.locator(".score")).hasText("0.42");
        assertThat(batch.locator(".lanes > g")).hasCount(7);
        assertThat(batch.locator(".lanes .sign")).hasCount(7);
        assertThat(batch.locator("tbody tr")).hasCount(7);
        assertThat(task.locator(".card .badge").first()).containsText("passed");
        assertThat(task.locator(".log")).containsText("attempt 2");
        assertThat(task.heading("Earlier attempts")).isVisible();
        assertThat(overview.row(id.substring(0, 8)))
                .containsText("✓ 3 passed ✕ 3 failed – 1 not judged of 7");
        assertThat(bars(batch)).isEqualTo(bars(CHROMIUM.visit(port).open("#/batch/" + id)));
        batch.assertNothingWentWrong();
        task.assertNothingWentWrong();
        overview.assertNothingWentWrong();
    }

    /** A reader who came later sees the same: nothing was drawn twice. */
    private static int bars(Visit visit) {
        assertThat(visit.locator(".lanes .sign")).hasCount(7);
        return visit.locator(".lanes rect").count();
    }

    private static String taskHash(String id) {
        return "#/batch/" + id + "/task/" + Showcase.WAITS.replace("/", "%2F");
    }
}
