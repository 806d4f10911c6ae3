package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class GitSettingsTests {

    @ParameterizedTest
    @ValueSource(strings = {"ext", "ftp", "HTTPS", "https ", "", "https:file"})
    void refusesUnknownProtocols(String protocol) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(Set.of("https", protocol), List.of()))
                .withMessageContaining("https,http,ssh,git,file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://a/", "=file:///srv/"})
    void refusesRewriteWithoutPrefix(String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(Set.of("https"), List.of(rule)))
                .withMessageContaining("FROM=TO");
    }

    @Test
    void homeBecomesAbsolute() {
        assertThat(settings(Set.of("https"), List.of("a=b", "c=")).home())
                .isAbsolute()
                .isEqualTo(Path.of("home").toAbsolutePath());
    }

    @Test
    void copiesWhatItIsGiven() {
        var protocols = new HashSet<>(Set.of("https"));
        var settings = settings(protocols, List.of());

        protocols.add("ext");

        assertThat(settings.allowedProtocols()).containsExactly("https");
    }

    private static GitSettings settings(Set<String> protocols, List<String> rewrites) {
        return new GitSettings(
                Duration.ofSeconds(1),
                protocols,
                rewrites,
                Path.of("x", "..", "home"),
                DataSize.ofBytes(0),
                false);
    }
}
