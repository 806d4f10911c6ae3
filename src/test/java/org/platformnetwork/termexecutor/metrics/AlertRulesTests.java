package org.platformnetwork.termexecutor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AlertRulesTests {

    private static final Pattern SERIES = Pattern.compile("term_executor_[a-z_]+");

    @TempDir Path temporary;

    @Test
    void everyRuleIsAboutASeriesThatTheServiceHas() throws IOException {
        var rules = rules();
        assertThat(rules)
                .extracting(rule -> rule.path("alert").asString())
                .contains("ValidatorListOld", "ValidatorListEmpty", "StoreUnwell");
        try (var service = RunningService.start(temporary, Map.of())) {
            var metrics = service.client().get("/metrics").response().body();
            for (var rule : rules) {
                var series = SERIES.matcher(rule.path("expr").asString());
                assertThat(series.find()).isTrue();
                assertThat(metrics).containsPattern("(?m)^" + series.group() + "[ {]");
                assertThat(rule.path("for").asString()).matches("\\d+[smh]");
                assertThat(rule.path("annotations").path("summary").asString()).isNotBlank();
            }
        }
    }

    private static List<JsonNode> rules() throws IOException {
        var yaml = Files.readString(Path.of("src/deploy/prometheus/alerts.yml"));
        var file = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        var rules = new ArrayList<JsonNode>();
        for (var group : JsonMapper.shared().<JsonNode>valueToTree(file).path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }
}
