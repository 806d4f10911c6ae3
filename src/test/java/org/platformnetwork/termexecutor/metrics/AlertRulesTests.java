package org.platformnetwork.termexecutor.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.RunningService;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class AlertRulesTests {

    private static final Pattern SERIES = Pattern.compile("term_executor_[a-z_]+");

    @TempDir Path temporary;

    @Test
    void everyRuleIsAboutASeriesThatTheServiceHas() {
        var rules = rules();
        assertThat(rules)
                .extracting(rule -> rule.path("alert").asString())
                .contains("ValidatorListOld", "ValidatorListEmpty");
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

    private static List<JsonNode> rules() {
        var file = Path.of("src/deploy/prometheus/alerts.yml");
        var rules = new ArrayList<JsonNode>();
        for (var group : YAMLMapper.shared().readTree(file.toFile()).path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }
}
