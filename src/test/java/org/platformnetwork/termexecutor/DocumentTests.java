package org.platformnetwork.termexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.platformnetwork.termexecutor.web.ErrorCode;

/** The documents say each thing once, and what they say is there. */
class DocumentTests {

    private static final Path DOCS = Path.of("docs");
    private static final Pattern ADDRESS = Pattern.compile("`(GET|POST|DELETE) (/[^`?]*)`");
    private static final Pattern DESCRIBED =
            Pattern.compile("(?m)^ {2}(/\\S*):$|^ {4}(get|post|delete):$");
    private static final Pattern CODE = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([0-9]{3}) \\|");
    private static final Pattern LINK = Pattern.compile("(?:]\\(|src=\")([^)\"#:]+)[^):\"]*[)\"]");

    @Test
    void everyDescribedAddressIsInTheDocument() throws IOException {
        var described = new TreeSet<String>();
        try (var parts = Files.list(Path.of("src/main/resources/openapi"))) {
            for (var part : parts.toList()) {
                var path = "";
                for (var match : matches(DESCRIBED, Files.readString(part))) {
                    if (match.group(1) != null) {
                        path = match.group(1);
                    } else {
                        described.add(match.group(2).toUpperCase(Locale.ROOT) + " " + path);
                    }
                }
            }
        }

        var documented = new TreeSet<String>();
        for (var match : matches(ADDRESS, Files.readString(DOCS.resolve("api.md")))) {
            documented.add(match.group(1) + " " + match.group(2));
        }

        assertThat(documented).isEqualTo(described);
    }

    @Test
    void everyErrorCodeIsInTheDocumentOnceWithItsStatus() throws IOException {
        var rows =
                matches(CODE, Files.readString(DOCS.resolve("submitting.md"))).stream()
                        .map(match -> match.group(1) + " " + match.group(2))
                        .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values())
                                .map(code -> code.wireName() + " " + code.status().value())
                                .toList());
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (var document : documents()) {
            for (var match : matches(LINK, Files.readString(document))) {
                var target = document.resolveSibling(match.group(1));
                if (!Files.exists(target)) {
                    broken.add(document + ": " + match.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void whatEveryoneReadsFirstIsShort() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md")))
                .hasSizeLessThanOrEqualTo(120)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(160));
        assertThat(Files.readAllLines(Path.of("AGENTS.md")))
                .hasSizeLessThanOrEqualTo(100)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(140));
    }

    private static List<Path> documents() throws IOException {
        try (var docs = Files.walk(DOCS);
                var root = Files.list(Path.of(""))) {
            return Stream.concat(docs, root)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
