package org.platformnetwork.termexecutor.evidence.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The judging sections of a {@code setup.cfg} or {@code tox.ini}: those that pytest (whose reader
 * is iniconfig: a header stands at the start of a line), coverage and tox read.
 */
final class IniSections {

    private record Section(String name, String text) {}

    private static final Predicate<String> JUDGES =
            Pattern.compile("pytest|tool:pytest|coverage:.*|tox|tox:.*|testenv.*")
                    .asMatchPredicate();
    private static final Pattern HEADER = Pattern.compile("\\[([^\\[\\]#;]+)][ \\t]*(?:[#;].*)?");

    /** Python ends a line at more characters than others do; the text is then not as it looks. */
    private static final Pattern UNUSUAL_LINE_END =
            Pattern.compile("\\r(?!\\n)|[\\x0B\\f\\x1C-\\x1E\\x85\\u2028\\u2029]");

    private IniSections() {}

    static Restoration restore(byte @Nullable [] base, byte[] agents) {
        var bases = base == null ? List.<Section>of() : sections(base);
        var original = sections(agents);
        if (bases == null || original == null) {
            return Restoration.whole(base);
        }
        if (text(bases, JUDGES).equals(text(original, JUDGES))) {
            return new Restoration.Keep();
        }
        String restored = text(original, JUDGES.negate()) + text(bases, JUDGES);
        return new Restoration.Content(restored.getBytes(UTF_8));
    }

    private static String text(List<Section> sections, Predicate<String> judging) {
        return sections.stream()
                .filter(section -> judging.test(section.name()))
                .map(Section::text)
                .collect(Collectors.joining());
    }

    /** Gives null when the content is not plainly divided into sections. */
    private static @Nullable List<Section> sections(byte[] content) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
        if (UNUSUAL_LINE_END.matcher(text).find()) {
            return null;
        }
        var sections = new ArrayList<Section>();
        String name = "";
        var body = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("[")) {
                var header = HEADER.matcher(line);
                if (!header.matches()) {
                    return null;
                }
                sections.add(new Section(name, body.toString()));
                name = header.group(1).strip();
                body.setLength(0);
            }
            body.append(line).append('\n');
        }
        sections.add(new Section(name, body.toString()));
        return sections;
    }
}
