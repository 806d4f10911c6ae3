package org.platformnetwork.termexecutor.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.pipeline.image.ImageSettings.Mode;
import org.springframework.util.unit.DataSize;

class ImageSourceTests {

    private static final List<String> PUBLIC = List.of("docker.io/", "ghcr.io/", "quay.io/");

    @Test
    void publicRegistriesAreAllowedAndReachedAtPublicAddresses() {
        assertThat(source("ghcr.io/a/b", List.of(), PUBLIC))
                .isEqualTo(new ImageSource(name("ghcr.io/a/b"), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:5000/a", "169.254.169.254/a", "ghcr.io.example/a", "localhost/a"})
    void othersAreNot(String named) {
        assertThat(source(named, List.of(), PUBLIC)).isNull();
    }

    @Test
    void registryThatTheOperatorAllowsMayBeAnywhere() {
        assertThat(source("10.0.0.1:5000/a", List.of(), List.of("10.0.0.1:5000")))
                .isEqualTo(new ImageSource(name("10.0.0.1:5000/a"), true));
        assertThat(source("10.0.0.1:50001/a", List.of(), List.of("10.0.0.1:5000"))).isNull();
    }

    @Test
    void longestPrefixIsRewritten() {
        var rules = List.of("docker.io/=one.example/hub/", "docker.io/a/=10.0.0.1:5000/");

        assertThat(source("a/b:1", rules, List.of()))
                .isEqualTo(new ImageSource(name("10.0.0.1:5000/b:1"), true));
        assertThat(source("c/b:1", rules, List.of()))
                .isEqualTo(new ImageSource(name("one.example/hub/c/b:1"), true));
    }

    @Test
    void prefixOfARegistrysNameIsNoPrefix() {
        var rules = List.of("docker.io=mirror.example");

        assertThat(source("a/b:1", rules, List.of()))
                .isEqualTo(new ImageSource(name("mirror.example/a/b:1"), true));
        assertThat(source("docker.io.evil.example/a", rules, List.of())).isNull();
        assertThat(source("docker.io:5000/a", rules, List.of())).isNull();
    }

    @Test
    void registryThatTheTaskHasAHandInIsNotTrusted() {
        assertThat(source("ghcr.io/x.example/a", List.of("ghcr.io/=mirror-"), List.of()))
                .isEqualTo(new ImageSource(name("mirror-x.example/a"), false));
    }

    private static ImageName name(String text) {
        return Objects.requireNonNull(ImageName.parse(text));
    }

    private static @Nullable ImageSource source(
            String named, List<String> rewrite, List<String> allow) {
        var size = DataSize.ofGigabytes(1);
        return ImageSource.of(
                name(named),
                new ImageSettings(
                        Mode.AUTO,
                        rewrite,
                        allow,
                        List.of(),
                        "",
                        Duration.ofSeconds(60),
                        size,
                        size));
    }
}
