package org.platformnetwork.termexecutor.deploy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Grafana's dashboard of the service, as its JSON model describes it. */
record Dashboard(JsonNode model) {

    static final String FILE = "grafana/dashboards/term-executor.json";

    private static final Pattern LABEL_VALUES =
            Pattern.compile("label_values\\((\\w+)(?:\\{.*})?, \\w+\\)");

    static Dashboard read() {
        return new Dashboard(DeployFile.read(FILE));
    }

    /** Rows are not among them. */
    List<JsonNode> panels() {
        return model.path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    List<JsonNode> variables() {
        return model.path("templating").path("list").valueStream().toList();
    }

    /** Of panels, annotations and variables. */
    Stream<String> expressions() {
        var queries =
                panels().stream()
                        .flatMap(panel -> panel.path("targets").valueStream())
                        .map(target -> target.path("expr").asString());
        var annotations =
                model.path("annotations")
                        .path("list")
                        .valueStream()
                        .map(annotation -> annotation.path("expr").asString());
        var values =
                variables().stream()
                        .filter(variable -> variable.path("type").asString().equals("query"))
                        .map(variable -> variable.path("query").path("query").asString())
                        .map(Dashboard::labelled);
        return Stream.of(queries, annotations, values).flatMap(stream -> stream);
    }

    private static String labelled(String query) {
        var matcher = LABEL_VALUES.matcher(query);
        if (!matcher.matches()) {
            throw new IllegalStateException("no label_values(SERIES, LABEL): " + query);
        }
        return matcher.group(1);
    }
}
