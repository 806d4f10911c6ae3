package org.platformnetwork.termexecutor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.platformnetwork.termexecutor.testing.EnabledIfCommand;
import org.platformnetwork.termexecutor.testing.Shell;

class PrometheusTests {

    private static final Path HERE = Path.of(".");
    private static final String UNIT_TESTS = "src/test/resources/deploy/alerts.test.yml";

    @Test
    void alertsSayHowGraveTheyAreAndWhatToDo() {
        assertThat(AlertRules.read())
                .allSatisfy(rule -> {
                    assertThat(rule.path("labels").path("severity").asString())
                            .isIn("warning", "critical");
                    assertThat(rule.path("annotations").path("summary").asString())
                            .contains("$labels.instance");
                    assertThat(rule.path("annotations").path("description").asString())
                            .hasSizeGreaterThan(60);
                });
    }

    @Test
    void everyAlertHasAUnitTest() {
        var tests = DeployFile.text(Path.of(UNIT_TESTS));

        assertThat(AlertRules.read())
                .extracting(rule -> rule.path("alert").asString())
                .doesNotHaveDuplicates()
                .allSatisfy(alert -> assertThat(tests).contains(alert));
    }

    @Test
    @EnabledIfCommand("promtool")
    void prometheusTakesItsConfiguration() {
        var file = DeployFile.ROOT.resolve("prometheus/prometheus.yml").toString();

        assertThat(Shell.run(HERE, "promtool check config --lint-fatal \"$1\"", file))
                .contains("SUCCESS");
    }

    @Test
    @EnabledIfCommand("promtool")
    void alertsFireAtTheirLimitsOnly() {
        assertThat(Shell.run(HERE, "promtool test rules \"$1\"", UNIT_TESTS)).contains("SUCCESS");
    }

    @Test
    @EnabledIfCommand("promtool")
    void limitThatIsMovedIsFound(@TempDir Path temporary) throws IOException {
        var rules = DeployFile.text(DeployFile.ROOT.resolve("prometheus/alerts.yml"));
        Files.writeString(
                temporary.resolve("alerts.yml"),
                rules.replace(
                        ">= 0.75 * term_executor_queue_limit",
                        "> 0.75 * term_executor_queue_limit"));
        Files.writeString(
                temporary.resolve("tests.yml"),
                DeployFile.text(Path.of(UNIT_TESTS)).replace("../../../deploy/prometheus/", ""));

        assertThatIllegalStateException()
                .isThrownBy(() -> Shell.run(temporary, "promtool test rules tests.yml"))
                .withMessageContaining("QueueLong");
    }
}
