package org.platformnetwork.termexecutor.deploy;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names of environment variables that {@code application.yml} reads. */
final class Settings {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z_]+)");

    private Settings() {}

    static Set<String> names() {
        var yaml = DeployFile.text(Path.of("src/main/resources/application.yml"));
        var names = new TreeSet<String>();
        PLACEHOLDER.matcher(yaml).results().map(result -> result.group(1)).forEach(names::add);
        // Read by the libraries that send traces, wherever it is not in the file.
        names.add("OTEL_EXPORTER_OTLP_ENDPOINT");
        return names;
    }
}
