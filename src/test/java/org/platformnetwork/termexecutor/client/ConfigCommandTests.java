package org.platformnetwork.termexecutor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** As a process: what counts is its environment. */
class ConfigCommandTests {

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "PORT", "8088",
                    "CONCURRENTLY_TASKS", "3",
                    "DATABASE_URL", "postgresql://user:secret@db/x",
                    "MAX_CONCURENT_TASKS", "4",
                    "REPO_REWRITE", "https://a/=https://x:secret@m/,https://b/=file:///b/");

    @Test
    void everySettingIsThereWithItsSource() throws Exception {
        try (var config = ToolProcess.inPipe(ENVIRONMENT, "config")) {
            assertThat(config.exitCode()).as(config.output()).isZero();
            assertThat(config.output().lines())
                    .contains(
                            "%-36s %-24s %s".formatted("PORT", "8088", "environment"),
                            "%-36s %-24s %s".formatted("CONCURRENTLY_TASKS", "3", "environment"),
                            "%-36s %-24s %s".formatted("DATABASE_URL", "(hidden)", "environment"),
                            "%-36s %-24s %s".formatted("AGENT_TIMEOUT_SECS", "600", "default"),
                            "%-36s %-24s %s"
                                    .formatted("WORKSPACE_BASE", "/tmp/sessions", "default"),
                            "%-36s %-24s %s".formatted("TRUSTED_PROXIES", "-", "default"),
                            "%-36s %-24s %s"
                                    .formatted(
                                            "REPO_REWRITE",
                                            "https://a/=https://(hidden)@m/,https://b/=file:///b/",
                                            "environment"),
                            "MAX_CONCURENT_TASKS is no setting and has no effect;"
                                    + " MAX_CONCURRENT_TASKS is one.")
                    .hasSizeGreaterThan(60)
                    .noneMatch(line -> line.contains("secret"));
        }
    }

    @Test
    void programsReadJson() throws Exception {
        try (var config =
                ToolProcess.inShell(
                        ENVIRONMENT,
                        ToolProcess.commandLine("config", "--json") + " 2>/dev/null")) {
            assertThat(config.exitCode()).isZero();
            var settings = JsonMapper.shared().readTree(config.output());
            assertThat(settings)
                    .anySatisfy(setting -> {
                        assertThat(setting.path("name").asString()).isEqualTo("PORT");
                        assertThat(setting.path("value").asString()).isEqualTo("8088");
                        assertThat(setting.path("source").asString()).isEqualTo("environment");
                    });
        }
    }
}
