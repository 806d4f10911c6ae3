package org.platformnetwork.termexecutor.pipeline.dependency;

import java.util.regex.Pattern;
import org.platformnetwork.termexecutor.pipeline.dependency.Dependency.Requirement;

/** Scripts, properties and lock files of Gradle, read by what versions look like in them. */
final class GradleBuild {

    private static final Pattern COORDINATES =
            Pattern.compile("[\"']([\\w.-]+:[\\w.-]+):([^\"':@]+)(?:[:@][^\"']*)?[\"']");
    private static final Pattern PLUGIN =
            Pattern.compile(
                    "(?:id|kotlin)\\s*+\\(?+\\s*+[\"']([\\w.-]++)[\"']\\s*+\\)?+\\s*+version\\s*+\\(?+\\s*+[\"']([^\"']++)[\"']");
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "(?<![\\w.-])(?=[\\w.-]*(?:[vV]ersion\\w|\\w[vV]ersion))([\\w.-]++)\\s*+=\\s*+[\"']([^\"']++)[\"']");
    private static final Pattern PROPERTY =
            Pattern.compile(
                    "((?=[\\w.-]*(?:[vV]ersion\\w|[\\w.-][vV]ersion))[\\w.-]++|distributionUrl)\\s*+[=:]\\s*+(.*)");
    private static final Pattern LOCKED = Pattern.compile("([\\w.-]+:[\\w.-]+):([^=]+)=.*");

    private GradleBuild() {}

    static void script(String text, Declarations into) {
        for (var pattern : new Pattern[] {COORDINATES, PLUGIN, VARIABLE}) {
            var found = pattern.matcher(text);
            while (found.find()) {
                require(found.group(1), found.group(2), into);
            }
        }
    }

    /** {@code group:artifact:version}. */
    static void coordinates(String text, Declarations into) {
        var found = COORDINATES.matcher("'" + text + "'");
        if (found.matches()) {
            require(found.group(1), found.group(2), into);
        }
    }

    static void properties(String text, Declarations into) {
        for (var line : text.lines().toList()) {
            var found = PROPERTY.matcher(line.strip());
            if (found.matches()) {
                require(found.group(1), found.group(2).strip(), into);
            }
        }
    }

    static void lock(String text, Declarations into) {
        for (var line : text.lines().toList()) {
            var found = LOCKED.matcher(line);
            if (found.matches()) {
                into.lock(Ecosystem.JVM, found.group(1), found.group(2));
            }
        }
    }

    private static void require(String name, String version, Declarations into) {
        into.require(Ecosystem.JVM, name, new Requirement(version));
    }
}
