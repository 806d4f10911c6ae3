package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;

/** A {@code go.mod}; what it requires only for others stands for a lock file. */
final class GoModules {

    private static final Pattern REQUIRED =
            Pattern.compile(
                    "\\s*(?:require\\s+)?([^\\s()]+)\\s+(v[^\\s/]+)\\s*(//\\s*indirect)?.*");
    private static final Pattern REPLACED =
            Pattern.compile("\\s*(?:replace\\s+)?(\\S+)(?:\\s+v\\S+)?\\s+=>\\s+(\\S+.*)");

    private GoModules() {}

    static void read(String text, Declarations into) {
        for (var line : text.lines().toList()) {
            var replaced = REPLACED.matcher(line);
            var required = REQUIRED.matcher(line);
            if (replaced.matches()) {
                into.require(
                        Ecosystem.GO,
                        replaced.group(1),
                        new Requirement("", replaced.group(2).strip()));
            } else if (required.matches() && required.group(3) == null) {
                into.require(Ecosystem.GO, required.group(1), new Requirement(required.group(2)));
            } else if (required.matches()) {
                into.lock(Ecosystem.GO, required.group(1), required.group(2));
            }
        }
    }
}
