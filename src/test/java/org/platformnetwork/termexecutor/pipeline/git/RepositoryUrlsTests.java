package org.platformnetwork.termexecutor.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class RepositoryUrlsTests {

    private static final Set<String> ALL = Set.of("https", "http", "ssh", "git", "file");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/owner/name",
                "https://user@example.invalid:8443/a/b.git?x=y",
                "http://[::1]:80/a.git",
                "ssh://git@example.invalid:22/a/b",
                "git://example.invalid/a..b",
                "file:///srv/mirrors/a_b",
                "git@github.com:owner/name.git",
            })
    void letsPlainUrlsThrough(String url) {
        assertThat(urls(ALL).resolve(url)).map(Origin::url).hasValue(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "/srv/repository",
                "./repository",
                "../repository",
                "C:\\repository",
                "--upload-pack=touch /tmp/x",
                "-oProxyCommand=touch /tmp/x",
                "ext::sh -c 'touch /tmp/x'",
                "ext::https://github.com/owner/name",
                "ext://sh -c touch",
                "fd::17",
                "https::http://example.invalid/a",
                "ftp://example.invalid/a",
                "HTTPS://example.invalid/a",
                "https://",
                "https:///",
                "ssh://-oProxyCommand=touch/a",
                "ssh://git@-oProxyCommand=touch/a",
                "-git@example.invalid:a",
                "git@-oProxyCommand=x:a",
                "git@example.invalid:-oProxyCommand=x",
                "git@example.invalid:a::b",
                "https://example.invalid/a b",
                "https://example.invalid/a\nb",
                "https://example.invalid/a\n",
                "https://example.invalid/a\0b",
                "https://example.invalid/a\u007fb",
                "https://example.invalid/a\u0085b",
                "\thttps://example.invalid/a",
            })
    void refusesWhateverGitCouldReadAsSomethingElse(String url) {
        assertThat(urls(ALL).resolve(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https, https://example.invalid/a",
        "http, http://example.invalid/a",
        "ssh, ssh://git@example.invalid/a",
        "ssh, git@example.invalid:a",
        "git, git://example.invalid/a",
        "file, file:///srv/a",
    })
    void refusesProtocolThatIsNotAllowed(String protocol, String url) {
        assertThat(urls(Set.of(protocol)).resolve(url)).map(Origin::url).hasValue(url);
        var others = ALL.stream().filter(other -> !other.equals(protocol)).toList();
        assertThat(urls(Set.copyOf(others)).resolve(url)).isEmpty();
    }

    @Test
    void rewritesTheLongestPrefix() {
        var urls =
                urls(
                        Set.of("file"),
                        "https://=file:///any/",
                        "https://github.com/owner/=file:///owner/",
                        "https://github.com/=file:///github/");

        assertThat(urls.resolve("https://github.com/owner/name"))
                .map(Origin::url)
                .hasValue("file:///owner/name");
        assertThat(urls.resolve("https://github.com/other/name"))
                .map(Origin::url)
                .hasValue("file:///github/other/name");
        assertThat(urls.resolve("https://gitlab.com/a"))
                .map(Origin::url)
                .hasValue("file:///any/gitlab.com/a");
        assertThat(urls.resolve("http://gitlab.com/a")).isEmpty();
    }

    @Test
    void rewritesOnce() {
        var urls = urls(ALL, "https://a/=https://b/", "https://b/=https://c/");

        assertThat(urls.resolve("https://a/x")).map(Origin::url).hasValue("https://b/x");
    }

    @Test
    void checksTheProtocolAfterRewriting() {
        var urls = urls(Set.of("https"), "https://a/=file:///srv/", "file:///old/=https://new/");

        assertThat(urls.resolve("https://a/x")).isEmpty();
        assertThat(urls.resolve("file:///old/x")).map(Origin::url).hasValue("https://new/x");
    }

    @Test
    void rewriteMayHoldAnEqualsSign() {
        assertThat(urls(ALL, "https://a/=https://b/?q=1&n=").resolve("https://a/x"))
                .map(Origin::url)
                .hasValue("https://b/?q=1&n=x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/../../etc/secrets",
                "https://github.com/owner/../../../home/operator/private",
                "https://github.com/owner/..",
                "https://github.com/%2e%2e/%2E%2E/etc/secrets",
                "https://github.com/.%2e/secrets",
            })
    void rewritingDoesNotLeadOutOfTheMirror(String url) {
        var urls = urls(Set.of("file"), "https://github.com/=file:///srv/mirrors/");

        assertThat(urls.resolve(url)).isEmpty();
    }

    private static RepositoryUrls urls(Set<String> protocols, String... rewrites) {
        return new RepositoryUrls(
                new GitSettings(
                        Duration.ofSeconds(1),
                        protocols,
                        List.of(rewrites),
                        Path.of("home"),
                        DataSize.ofBytes(0),
                        false));
    }
}
