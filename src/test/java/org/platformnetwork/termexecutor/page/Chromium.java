package org.platformnetwork.termexecutor.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Debian's chromium, without a window, for the tests of a class; each visit is a new reader's. */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final double TIMEOUT = 180_000;

    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    @Override
    public void beforeAll(ExtensionContext context) {
        var driver =
                new Playwright.CreateOptions()
                        .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        playwright = Playwright.create(driver);
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT);
    }

    /** A reader at a desk. */
    Visit visit(int port) {
        return visit(port, new Browser.NewContextOptions().setViewportSize(1280, 900));
    }

    Visit visit(int port, Browser.NewContextOptions options) {
        if (browser == null) {
            throw new IllegalStateException("no browser runs");
        }
        var context = browser.newContext(options);
        context.setDefaultTimeout(TIMEOUT);
        return new Visit(context, "http://127.0.0.1:" + port);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (browser != null) {
            List.copyOf(browser.contexts()).forEach(visit -> visit.close());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) {
            playwright.close();
        }
    }
}
