package org.platformnetwork.termexecutor.deploy;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The rules of {@code prometheus/alerts.yml}. */
final class AlertRules {

    private AlertRules() {}

    static List<JsonNode> read() {
        return DeployFile.read("prometheus/alerts.yml")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .toList();
    }
}
