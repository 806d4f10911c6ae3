package org.platformnetwork.termexecutor.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTests {

    private static final String DIGEST = "sha256:" + "0a".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "python, docker.io/library/python:latest",
        "python:3.9, docker.io/library/python:3.9",
        "platformnetwork/swe-forge:ClawBio-ClawBio-97,"
                + " docker.io/platformnetwork/swe-forge:ClawBio-ClawBio-97",
        "index.docker.io/library/python, docker.io/library/python:latest",
        "localhost/a, localhost/a:latest",
        "localhost:5000/a:b, localhost:5000/a:b",
        "ghcr.io/a/b/c, ghcr.io/a/b/c:latest",
        "[::1]:5000/a, [::1]:5000/a:latest",
        "host:80/a_b/c__d/e-f.g, host:80/a_b/c__d/e-f.g:latest",
    })
    void namesAreCompletedAsByDocker(String given, String complete) {
        assertThat(ImageName.parse(given)).hasToString(complete);
    }

    @Test
    void digestWinsOverTag() {
        assertThat(ImageName.parse("a/b:c@" + DIGEST)).hasToString("docker.io/a/b@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "A",
                "a/B",
                "a b",
                "a:",
                "a@",
                "a@sha256:12",
                "a//b",
                "-a",
                "a/-b",
                "--help",
                "docker://a",
                "http://a/b",
                "a/../b",
                "./a",
                "a:b:c",
                "a:.b",
                "a\nb",
                "a/b:tag/c",
                "a..b",
            })
    void whatIsNoNameIsRefused(String text) {
        assertThat(ImageName.parse(text)).isNull();
    }

    @Test
    void tooLongNameIsRefused() {
        assertThat(ImageName.parse("a".repeat(300))).isNull();
    }
}
