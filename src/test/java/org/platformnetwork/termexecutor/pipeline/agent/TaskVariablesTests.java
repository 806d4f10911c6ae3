package org.platformnetwork.termexecutor.pipeline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskVariablesTests {

    @ParameterizedTest
    @CsvSource({
        "https://github.com/owner/name, owner/name",
        "https://github.com/owner/name.git, owner/name",
        "https://github.com/owner/name.git//, owner/name",
        "https://user:token@forge.example:8443/group/sub/name.git, group/sub/name",
        "ssh://git@forge.example/owner/name.git, owner/name",
        "git@github.com:owner/name.git, owner/name",
        "git://forge.example/name, name",
        "file:///srv/mirrors/owner/name.git, name",
        "file:///srv/mirrors/owner/name/, name",
        "https://forge.example/, ''",
        "https://forge.example, forge.example"
    })
    void repositoryIsNamedAsOnItsForge(String url, String name) {
        assertThat(TaskVariables.repositoryName(url)).isEqualTo(name);
    }
}
