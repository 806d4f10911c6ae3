package org.platformnetwork.termexecutor.page;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What Deque's axe objects to in a page: the rules of WCAG 2.2 that a program can check. */
final class Axe {

    private static final String SCRIPT = script();

    private static final String RUN =
            """
            () => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
              .then(found => found.violations.flatMap(violation => violation.nodes.map(
                node => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`)))
            """;

    private Axe() {}

    private static String script() {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each violation's rule, element and reason. */
    static List<?> violations(Page page) {
        page.evaluate(SCRIPT);
        return (List<?>) page.evaluate(RUN);
    }
}
