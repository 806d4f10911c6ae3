package org.platformnetwork.termexecutor.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.platformnetwork.termexecutor.testing.RunningService;
import org.platformnetwork.termexecutor.testing.ServiceClient.Answer;

/** The page's files as HTTP answers, and what pages from elsewhere may read. */
class PageFilesIntegrationTests {

    @TempDir private static Path directory;
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(directory.resolve("work"), Map.of("ISOLATION", "process"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static Answer get(String path) {
        return service.client().get(path);
    }

    private static String header(Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html;charset=UTF-8",
        "/page/index.html, text/html;charset=UTF-8",
        "/page/main.js, text/javascript;charset=UTF-8",
        "/page/style.css, text/css;charset=UTF-8",
        "/page/icon.svg, image/svg+xml;charset=UTF-8"
    })
    void fileComesWithItsTypeAndItsGuards(String path, String type) {
        var answer = get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo(type);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
    }

    @Test
    void fileThatTheBrowserHasIsNotSentAgain() {
        var tag = header(get("/page/style.css"), "ETag");
        var request = service.client().request("/page/style.css").header("If-None-Match", tag);

        var answer = service.client().send(request.build());

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.response().body()).isEmpty();
        assertThat(header(get("/"), "ETag")).isNotEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page",
                "/page/",
                "/page/none.js",
                "/page/..%2fapplication.yml",
                "/page/%2e%2e/application.yml",
                "/page/a/b.js",
                "/index.html"
            })
    void unknownFileHasTheErrorBodyOfTheContract(String path) {
        var request = service.client().request(path).header("Accept", "text/html");

        var answer = service.client().send(request.build());

        assertThat(answer.status()).isIn(400, 404);
        assertThat(header(answer, "Content-Type")).startsWith("application/json");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.text("error")).isIn("not_found", "bad_request");
    }

    @Test
    void pageIsReadOnly() {
        var post = service.client().request("/").POST(BodyPublishers.ofString("x")).build();

        assertThat(service.client().send(post).text("error")).isEqualTo("method_not_allowed");
    }

    @Test
    void pageComesWhateverIsAccepted() {
        var request = service.client().request("/").header("Accept", "application/json").build();

        assertThat(header(service.client().send(request), "Content-Type")).startsWith("text/html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/batches", "/metrics", "/health", "/nothing"})
    void noAnswerIsTakenForAnotherType(String path) {
        assertThat(get(path).response().headers().map())
                .containsEntry("X-Content-Type-Options", List.of("nosniff"));
    }

    /** What a browser asks before a request with a header of its page's choice. */
    private static Answer preflight(String path, String method) {
        return service.client()
                .send(
                        service.client()
                                .request(path)
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://dashboard.example")
                                .header("Access-Control-Request-Method", method)
                                .header("Access-Control-Request-Headers", "x-token")
                                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/batches",
                "/batch/none/task/owner/name",
                "/batch/none/events",
                "/verify/none",
                "/status",
                "/metrics",
                "/openapi.json",
                "/"
            })
    void anyOriginMayReadWithAnyHeader(String path) {
        for (var method : List.of("GET", "HEAD")) {
            var answer = preflight(path, method);

            assertThat(answer.status()).isEqualTo(204);
            assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(header(answer, "Access-Control-Allow-Methods")).isEqualTo("GET, HEAD");
            assertThat(header(answer, "Access-Control-Allow-Headers"))
                    .isEqualTo("*, Authorization");
        }
    }

    @ParameterizedTest
    @CsvSource({"/submit, POST", "/batch/none, DELETE"})
    void noOtherOriginMayChangeAnything(String path, String method) {
        assertThat(header(preflight(path, method), "Access-Control-Allow-Methods"))
                .isEqualTo("GET, HEAD");
    }

    @Test
    void requestThatIsNoPreflightIsToldTheMethods() {
        var options =
                service.client().request("/status").method("OPTIONS", BodyPublishers.noBody());

        var answer = service.client().send(options.build());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Allow")).contains("GET", "HEAD");
    }
}
