package org.platformnetwork.termexecutor.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One reader's window, and everything in it that should not have happened. */
final class Visit {

    /** Of requests that the service refused or did not hear, which a test may want. */
    private static final String FAILED_LOAD = "Failed to load resource";

    private final Page page;
    private final String origin;
    private final List<String> problems = new ArrayList<>();

    Visit(BrowserContext context, String origin) {
        this.origin = origin;
        context.addInitScript(
                "addEventListener('securitypolicyviolation', e => console.error('violation: ' +"
                        + " e.violatedDirective + ' ' + e.blockedURI))");
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().startsWith(FAILED_LOAD)) {
                problems.add("console: " + message.text());
            }
        });
        page.onPageError(error -> problems.add("error: " + error));
        page.onDialog(dialog -> {
            problems.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(this::check);
    }

    private void check(Request request) {
        if (!request.url().replaceFirst("^blob:", "").startsWith(origin + "/")) {
            problems.add("request: " + request.url());
        }
    }

    Page page() {
        return page;
    }

    /** Opens a view by its hash, as if typed. */
    Visit open(String hash) {
        page.navigate(origin + "/" + hash);
        return this;
    }

    Locator locator(String selector) {
        return page.locator(selector);
    }

    Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    /** The row of a table that holds a text. */
    Locator row(String text) {
        return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    /** Keeps a picture with the build's other output. */
    void picture(String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(Path.of("target/screenshots", name + ".png"))
                        .setFullPage(true));
    }

    /** Keeps a picture of what is in the window, as the documents show it. */
    void windowPicture(String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of("target/screenshots", name + ".png")));
    }

    /** Whether a reader has to move the page sideways. */
    boolean isWiderThanItsWindow() {
        return (Boolean)
                page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth");
    }

    void assertNothingWentWrong() {
        assertThat(problems).as("errors, violations, dialogs and requests elsewhere").isEmpty();
    }
}
