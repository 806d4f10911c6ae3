package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DashboardTests {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final int COLUMNS = 24;

    private final Dashboard dashboard = Dashboard.read();

    @Test
    void panelsAreSuchAsEveryGrafanaSinceNineHas() {
        assertThat(dashboard.model().path("schemaVersion").asInt()).isBetween(36, 39);
        assertThat(dashboard.panels())
                .hasSizeGreaterThan(30)
                .extracting(panel -> panel.path("type").asString())
                .containsOnly("stat", "timeseries", "heatmap", "table", "state-timeline");
    }

    @Test
    void panelsSayWhatTheyShowAndInWhichUnit() {
        assertThat(dashboard.panels())
                .allSatisfy(panel -> {
                    assertThat(panel.path("title").asString()).isNotBlank();
                    assertThat(panel.path("description").asString()).isNotBlank();
                    var shown = panel.path("fieldConfig").path("defaults");
                    assertThat(shown.path("unit").asString()).isNotBlank();
                    assertThat(panel.path("targets").size()).isPositive();
                });
    }

    /** A data source is found by its kind: uids differ from one Grafana to the next. */
    @Test
    void everyQueryAsksTheChosenDataSource() {
        assertThat(dashboard.model().findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source ->
                        assertThat(source.path("uid").asString()).isEqualTo("${datasource}"));
        assertThat(dashboard.variables().getFirst().path("type").asString())
                .isEqualTo("datasource");
    }

    @Test
    void everyVariableExists() {
        var known = new HashSet<>(Set.of("__rate_interval"));
        dashboard.variables().forEach(variable -> known.add(variable.path("name").asString()));

        assertThat(dashboard.expressions())
                .allSatisfy(expression ->
                        assertThat(
                                        VARIABLE.matcher(expression)
                                                .results()
                                                .map(result -> result.group(1)))
                                .isSubsetOf(known));
    }

    @Test
    void noPanelLiesOverAnother() {
        var taken = new HashSet<String>();
        var ids = new HashSet<Integer>();
        for (var panel : dashboard.model().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            var place = panel.path("gridPos");
            assertThat(at(place, "x") + at(place, "w")).isLessThanOrEqualTo(COLUMNS);
            for (int x = at(place, "x"); x < at(place, "x") + at(place, "w"); x++) {
                for (int y = at(place, "y"); y < at(place, "y") + at(place, "h"); y++) {
                    assertThat(taken.add(x + "," + y)).as("%s", panel.path("title")).isTrue();
                }
            }
        }
    }

    private static int at(JsonNode place, String name) {
        return place.path(name).intValue();
    }
}
